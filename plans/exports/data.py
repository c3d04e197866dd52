"""A plan as JSON: every field, with nothing of how or where it was read. Import reads it back unchanged."""

import json
from dataclasses import asdict
from typing import Any

from plans.imports.jsonfile import FORMAT, MEASURE_FIELDS, VERSION
from plans.outline import MeasureOutline, PlanOutline
from plans.riding import PLAN_FIELDS


def document(outline: PlanOutline) -> bytes:
    plan: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    plan |= {name: getattr(outline, name) for name in PLAN_FIELDS}
    plan["areas"] = [
        {
            "number": area.number,
            "title": area.title,
            "is_local": area.is_local,
            "measures": [_measure(measure) for measure in area.measures],
            "goals": [
                {
                    "number": goal.number,
                    "title": goal.title,
                    "measures": [_measure(each) for each in goal.measures],
                    "indicators": [asdict(indicator) for indicator in goal.indicators],
                }
                for goal in area.goals
            ],
        }
        for area in outline.areas
    ]
    return json.dumps(plan, ensure_ascii=False, indent=1, default=str).encode()


def _measure(measure: MeasureOutline) -> dict[str, Any]:
    told = {name: value for name, value in asdict(measure).items() if name in MEASURE_FIELDS}
    told["deadline"] = {name: told["deadline"][name] for name in ("kind", "starts_on", "ends_on", "words")}
    return told
