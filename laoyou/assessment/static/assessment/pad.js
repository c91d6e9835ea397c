// A pad to sign on, with pen, finger or mouse. Strokes go as [[x0, y0, x1, y1, …], …] into the field that it names.
const WIDE = 600, HIGH = 200;

function whole(value, most) {
  return Math.max(0, Math.min(most, Math.round(value)));
}

function line(context, stroke) {
  context.beginPath();
  context.moveTo(stroke[0], stroke[1]);
  for (let i = 2; i < stroke.length; i += 2) context.lineTo(stroke[i], stroke[i + 1]);
  context.stroke();
}

function start(box) {
  const field = document.getElementById(box.dataset.pad);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  let strokes = field.value ? JSON.parse(field.value) : [];
  let stroke = null;
  canvas.width = WIDE * 2;
  canvas.height = HIGH * 2;
  box.append(canvas);

  function paint() {
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, WIDE, HIGH);
    Object.assign(context, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#1D2421" });
    for (const one of [...strokes, ...(stroke && stroke.length > 2 ? [stroke] : [])]) line(context, one);
  }

  function point(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [whole(((event.clientX - left) * WIDE) / width, WIDE), whole(((event.clientY - top) * HIGH) / height, HIGH)];
  }

  function keep() {
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke = point(event);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const [x, y] = point(event);
    if (Math.abs(x - stroke.at(-2)) + Math.abs(y - stroke.at(-1)) > 2) stroke.push(x, y);
    paint();
  });
  for (const over of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(over, () => {
      if (stroke && stroke.length > 2) strokes = [...strokes, stroke];
      stroke = null;
      paint();
      keep();
    });
  }
  document.querySelector(`[data-pad-clear="${box.dataset.pad}"]`)?.addEventListener("click", () => {
    strokes = [];
    paint();
    keep();
  });
  box.addEventListener("pad:show", (event) => {
    strokes = event.detail;
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    paint();
  });
  paint();
}

document.querySelectorAll("[data-pad]").forEach(start);
