"""What others may ask of assessments: ids and a scope in, frozen records out."""

from laoyou.assessment.reads import lists, scales
from laoyou.assessment.reads.sheets import history, latest, place_of, sheet

__all__ = ["history", "latest", "lists", "place_of", "scales", "sheet"]
