from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

from portal.management.commands import build_fonts


def test_committed_font_is_what_the_command_cuts(tmp_path):
    origin, name = next(iter(build_fonts.FACES.items()))
    size = build_fonts.cut(build_fonts.source.ROOT / "files" / origin, tmp_path / name)
    committed = Path(settings.BASE_DIR) / "static" / "portal" / "fonts" / name
    made, kept = TTFont(tmp_path / name), TTFont(committed)
    assert size == (tmp_path / name).stat().st_size
    assert made.getBestCmap() == kept.getBestCmap()
    assert made["name"].getDebugName(1) == kept["name"].getDebugName(1) == "Portal Sans"
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in kept["fvar"].axes] == [("wght", 400, 700)]
