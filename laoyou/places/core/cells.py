"""The h3 cell of a position. Resolution 8: hexagons of about 0.7 km², a village or a few streets."""

from __future__ import annotations

import h3

from laoyou.kernel.errors import Invalid

RESOLUTION = 8


def cell_of(latitude: float, longitude: float) -> str:
    """The cell (15 hexadecimal digits) of a WGS 84 position. Raises Invalid with the code `position`."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Invalid(f"经纬度（{latitude}，{longitude}）超出范围，请核对是否填反。", "position")
    return str(h3.latlng_to_cell(latitude, longitude, RESOLUTION))
