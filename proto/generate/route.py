"""A path template of the `endpoint` option: `/api/static-virtual-account/{id}?offset={offset}`."""

import dataclasses
import re

_LITERAL = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@-]+")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class TemplateError(Exception):
    """The template can't be read; the text says why."""


@dataclasses.dataclass(frozen=True)
class Template:
    segments: tuple  # ("api", "{id}")
    path_fields: tuple  # ("id",)
    query: tuple  # (("startDate", "start_date"),)

    @property
    def query_fields(self):
        return tuple(field for _, field in self.query)

    @property
    def shape(self):
        """The path with its placeholders made nameless: two routes of one shape can't be told apart."""
        return "/" + "/".join("{}" if segment.startswith("{") else segment for segment in self.segments)


def parse(text):
    path, question, query = text.partition("?")
    if not path.startswith("/"):
        raise TemplateError("the path must begin with /")
    segments, fields = [], []
    for segment in path[1:].split("/"):
        placeholder = _PLACEHOLDER.fullmatch(segment)
        if placeholder:
            fields.append(placeholder.group(1))
        elif not _LITERAL.fullmatch(segment) or segment in (".", ".."):
            raise TemplateError(f"the segment `{segment}` is neither plain text nor one {{field}}")
        segments.append(segment)
    pairs = []
    for pair in query.split("&") if question else []:
        name, _, value = pair.partition("=")
        placeholder = _PLACEHOLDER.fullmatch(value)
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", name) or not placeholder:
            raise TemplateError(f"the query parameter `{pair}` is not of the form name={{field}}")
        pairs.append((name, placeholder.group(1)))
    used = fields + [field for _, field in pairs]
    for field in used:
        if used.count(field) > 1:
            raise TemplateError(f"{{{field}}} stands in it twice")
    return Template(tuple(segments), tuple(fields), tuple(pairs))
