"""Cuts the quotation marks, the ellipsis and the dashes of Latin typesetting out of the Chinese faces beside it.

In Chinese these marks are as wide as a character; among Latin words that tears the line apart. Here they have the
width of Latin marks and stand on the height of Latin letters. Needs fonttools; run it in this folder.
"""

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.transform import Transform
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

for weight in ("Regular", "Bold"):
    source = TTFont(f"NotoSansSC-{weight}-subset.ttf")
    outlines, names, metrics = source.getGlyphSet(), source.getBestCmap(), source["hmtx"]
    bounds = {code: source["glyf"][name] for code, name in names.items() if code < 0x2100}
    straight = bounds[ord('"')]
    # The tops of curly and of straight marks are on one line.
    lower = straight.yMax - bounds[0x201D].yMax
    side = metrics[names[ord("'")]][1] * 2 // 3
    stop, stop_width = names[ord(".")], metrics[names[ord(".")]][0]

    glyphs, widths = {".notdef": TTGlyphPen(None).glyph()}, {".notdef": (500, 0)}
    cmap = {}

    def cut(code, parts, width):
        pen = TTGlyphPen(None)
        for name, x, y in parts:
            outlines[name].draw(TransformPen(pen, Transform(1, 0, 0, 1, x, y)))
        name = names[code]
        glyphs[name] = pen.glyph()
        glyphs[name].recalcBounds(None)
        widths[name] = (width, glyphs[name].xMin)
        cmap[code] = name

    for code in (0x2018, 0x2019, 0x201C, 0x201D):
        box = bounds[code]
        cut(code, [(names[code], side - box.xMin, lower)], box.xMax - box.xMin + 2 * side)
    cut(0x2026, [(stop, stop_width * n, 0) for n in range(3)], 3 * stop_width)
    for code in (0x2013, 0x2014):
        cut(code, [(names[code], 0, 0)], metrics[names[code]][0])

    font = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap(cmap)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(widths)
    font.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
    font.setupNameTable(
        {
            "copyright": "Copyright 2014-2021 Adobe (http://www.adobe.com/)",
            "familyName": "Tianye Latin Marks",
            "styleName": weight,
            "licenseDescription": "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
            "licenseInfoURL": "https://scripts.sil.org/OFL",
        }
    )
    font.setupOS2(sTypoAscender=source["hhea"].ascent, sTypoDescender=source["hhea"].descent,
                  usWinAscent=source["hhea"].ascent, usWinDescent=-source["hhea"].descent)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = source["head"].modified
    font.font.recalcTimestamp = False
    font.save(f"TianyeLatinMarks-{weight}.ttf")
