"""The front-end build is pinned, and its lock names no host."""

from __future__ import annotations

import json
import re

from laoyou.web.tests.drawing import LAOYOU

FRONTEND = LAOYOU.parent / "frontend"
BUNDLED = {"@expo-google-fonts/noto-sans-sc", "echarts", "esbuild", "maplibre-gl"}


def test_every_package_is_pinned_to_one_version() -> None:
    package = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    versions = package["devDependencies"]

    assert set(versions) == BUNDLED
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_the_lock_names_no_host_and_checks_every_package() -> None:
    text = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}

    assert "://" not in text
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())


def test_the_lock_stays_without_hosts_when_it_is_renewed() -> None:
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text(encoding="utf-8")


def test_the_build_makes_what_the_modules_import() -> None:
    built = set(
        re.findall(r'^    "?([a-z-]+)"?: "', (FRONTEND / "build.mjs").read_text(encoding="utf-8"), re.M)
    )
    modules = "".join(
        path.read_text(encoding="utf-8") for path in (LAOYOU / "web/static/web/js").glob("*.js")
    )
    wanted = set(re.findall(r"\.\./dist/([a-z-]+)\.(?:js|css)", modules))

    assert wanted == built
