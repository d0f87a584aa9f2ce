"""As much of SVG as a chart needs."""

from html import escape

INK, QUIET, LINE = "#1b1f24", "#5b6570", "#d5dae0"
FONT = "-apple-system, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"


class Drawing:
    """Elements, one after the other; later ones lie above. The ground is white, so that it reads on a dark page, too."""

    def __init__(self, width: float, height: float, title: str):
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" '
            f'role="img" font-family="{FONT}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
        ]

    def text(self, x: float, y: float, text: str, size: float = 12, color: str = INK, anchor: str = "start",
             weight: str = "normal") -> None:
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{color}" text-anchor="{anchor}" '
                           f'font-weight="{weight}">{escape(text)}</text>')

    def bar(self, x: float, y: float, width: float, height: float, color: str) -> None:
        self._parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{color}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, color: str = LINE) -> None:
        self._parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}"/>')

    def finished(self) -> str:
        return "\n".join([*self._parts, "</svg>\n"])
