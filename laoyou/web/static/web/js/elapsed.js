// Counts durations live, in the words of the `lasted` filter.
const two = (number) => String(number).padStart(2, "0");

export function lasted(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (!minutes) return `${seconds} 秒`;
  const hours = Math.floor(minutes / 60);
  if (!hours) return `${minutes} 分 ${two(seconds % 60)} 秒`;
  const days = Math.floor(hours / 24);
  return days ? `${days} 天 ${hours % 24} 小时` : `${hours} 小时 ${two(minutes % 60)} 分`;
}

export function start(root) {
  root.querySelectorAll("[data-elapsed]").forEach((element) => {
    const began = performance.now() - Number(element.dataset.elapsed) * 1000;
    const timer = setInterval(() => {
      if (!element.isConnected) return clearInterval(timer);
      element.textContent = lasted(Math.floor((performance.now() - began) / 1000));
    }, 1000);
  });
}
