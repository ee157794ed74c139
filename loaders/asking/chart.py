"""An answer as a picture, in Norwegian, that cannot be read wrongly.

By Vega-Altair, which is in the environment for the audit's pages already, and vl-convert, which
draws without a browser and without a network.
"""

import calendar
import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.asking.numbers import DEMOGRAPHICS, Answer
from loaders.asking.show import range_of
from loaders.errors import TiltakError, WrongQuestionError

if TYPE_CHECKING:
    import altair

FORMATS = (".svg", ".png", ".html")
NUMBERS = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["kr\u00a0", ""]}
BY = {
    "status": "status",
    "fylke": "fylke",
    "kommune": "kommune",
    "gender": "kjønn",
    "age": "alder",
    "immigrant": "innvandrerbakgrunn",
    "birth_region": "fødselsregion",
    "education": "utdanning",
    "measure": "tiltak",
}
# Colours that the colour-blind tell apart (Okabe and Ito, 2008); more lines have a chart each.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
MONTHS = [
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
]
MOST_BARS = 60
MOST_LINES = 24
MOST_REPORTS_NAMED = 3
HIDDEN_COLOUR = "#9a9a9a"
BREAK_COLOUR = "#b00020"
WIDTH = 640
HEIGHT = 320
SMALL_WIDTH = 250
SMALL_HEIGHT = 140
BAR_HEIGHT = 20
SCALE_OF_PNG = 2


def save_chart(answer: Answer, file: Path) -> None:
    """Draw an answer as SVG, PNG or a page of its own, by the ending of the file's name.

    A series is a line, or one for each member of what it is by; one month by members is bars. A
    line goes through printed numbers of months that follow each other, and stops at a month that
    is not printed, at a hidden number, which is drawn as its range, and at a break of its series.

    Raises WrongQuestionError for another ending and for more than a person can read, TiltakError
    when the file cannot be written.
    """
    if file.suffix.lower() not in FORMATS:
        raise WrongQuestionError(f"{file}: a chart is drawn as {', '.join(FORMATS)}.")
    import vl_convert

    spec = draw(answer).to_dict()
    locale: dict[str, Any] = {"format_locale": NUMBERS, "time_format_locale": "nb-NO"}
    match file.suffix.lower():
        case ".svg":
            drawn = vl_convert.vegalite_to_svg(spec, **locale).encode()
        case ".png":
            drawn = vl_convert.vegalite_to_png(spec, scale=SCALE_OF_PNG, **locale)
        case _:
            drawn = vl_convert.vegalite_to_html(spec, bundle=True, **locale).encode()
    try:
        file.write_bytes(drawn)
    except OSError as error:
        raise TiltakError(f"{file}: the chart could not be written ({error.strerror}).") from error


def draw(answer: Answer) -> "altair.TopLevelMixin":
    """Give the picture of an answer as a chart of Vega-Altair."""
    import altair

    months = sorted({row["month"] for row in answer.rows})
    members = list(dict.fromkeys(_member(answer, row) for row in answer.rows))
    if answer.by and len(months) == 1:
        if len(members) > MOST_BARS:
            raise WrongQuestionError(
                f"{len(members)} bars are more than can be read; ask for a fylke by --region."
            )
        chart = _bars_of(answer)
    else:
        if len(members) > MOST_LINES:
            raise WrongQuestionError(
                f"{len(members)} lines are more than can be read; ask for one month, or less."
            )
        chart = _lines_of(answer, months, members)
    return _plain(
        altair.vconcat(chart, _source(answer), title=_title(answer, months)).properties(padding=16)
    )


def stretches(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the months of one series with `part`, the number of the stretch that a line may join.

    A stretch ends where a month is not printed, or hidden, or has no row, and before the first
    month of a break.
    """
    part = 0
    given: list[dict[str, Any]] = []
    for before, row in zip([None, *rows], rows, strict=False):
        if (
            before is None
            or row["is_series_break"]
            or _is_gap(before)
            or _is_gap(row)
            or _number_of(row["month"]) != _number_of(before["month"]) + 1
        ):
            part += 1
        given.append({**row, "part": part})
    return given


def _number_of(month: datetime.date) -> int:
    return month.year * 12 + month.month


def _is_gap(row: dict[str, Any]) -> bool:
    return row["participants"] is None


def _lines_of(
    answer: Answer, months: list[datetime.date], members: list[str]
) -> "altair.TopLevelMixin":
    import altair

    points = [
        _point(member, row)
        for member in members
        for row in stretches([row for row in answer.rows if _member(answer, row) == member])
    ]
    span = (_middle_of_month(months[0], -1), _middle_of_month(months[-1], 0))
    data = altair.Data(values=points)
    layers = _lines(data, [f"toDate('{_iso(day)}')" for day in span], members)
    if len(members) <= len(COLOURS):
        return layers.properties(width=WIDTH, height=HEIGHT)
    small = layers.properties(width=SMALL_WIDTH, height=SMALL_HEIGHT)
    return small.facet(
        facet=altair.Facet("member:N", title=None, sort=members).header(labelFontWeight="bold"),
        columns=3,
        data=data,
    )


def _lines(data: Any, span: list[str], members: list[str]) -> "altair.LayerChart":
    """Draw points with the fields of `_point`, between two days that Vega works out."""
    import altair

    is_small = len(members) > len(COLOURS)
    legend = altair.Legend(orient="top", columns=2, symbolOpacity=1) if members[1:] else None
    colour = (
        altair.value(COLOURS[0])
        if is_small or not members[1:]
        else altair.Color("member:N", sort=members, title=None)
        .scale(domain=members, range=COLOURS[: len(members)])
        .legend(legend)
    )
    axis = altair.Axis(format="%b %Y", labelOverlap=True, labelFlush=True)
    x = altair.X("month:T", title=None, axis=axis).scale(domain=[{"expr": day} for day in span])
    y = altair.Y("participants:Q", title="Antall deltakere").scale(domainMin=0)
    base = altair.Chart(data).encode(x=x, color=colour)
    line = base.transform_filter("isValid(datum.participants)").encode(y=y)
    before = base.transform_filter("datum.is_break").encode(
        x=altair.X("from:T"), color=altair.value(BREAK_COLOUR)
    )
    layers = [
        base.transform_filter("datum.is_hidden").mark_rect(opacity=0.35).encode(
            x=altair.X("from:T"), x2="to:T", y=altair.Y("low:Q"), y2="high:Q"
        ),
        line.mark_line(strokeWidth=2).encode(detail="part:N"),
        line.mark_point(filled=True, size=22, opacity=1).encode(
            tooltip=[
                altair.Tooltip("member:N", title=" "),
                altair.Tooltip("month:T", title="måned", format="%B %Y"),
                altair.Tooltip("participants:Q", title="deltakere", format=",d"),
                altair.Tooltip("source:N", title="trykt"),
            ]
        ),
        before.mark_rule(strokeDash=[4, 3], strokeWidth=1.5),
    ]  # fmt: skip
    if not is_small:
        once = before.transform_aggregate(groupby=["from", "break_text"])
        layers.append(
            once.mark_text(align="left", dx=5, y=-7, fontSize=11).encode(text="break_text:N")
        )
    return altair.layer(*layers)


def templates() -> dict[str, dict[str, Any]]:
    """Give the pictures of one series and of one month as Vega-Lite, without data and title.

    A page puts rows with the fields of `_point` and `_bar` in the place of the dataset `rows`, and
    sets the parameters `first` and `last` of the series to days (`2024-01-16T00:00:00`).
    """
    import altair

    rows = altair.NamedData(name="rows")
    series = _lines(rows, ["toDate(first)", "toDate(last)"], [""]).add_params(
        altair.param(name="first", value=""), altair.param(name="last", value="")
    )
    drawn = {"series": series.properties(height=HEIGHT), "month": _bars(rows)}
    return {
        name: _plain(chart.properties(width="container", datasets={"rows": []})).to_dict()
        for name, chart in drawn.items()
    }


def _plain(chart: "altair.TopLevelMixin") -> "altair.TopLevelMixin":
    """Set what all pictures have in common."""
    return (
        chart.configure(font="Helvetica, Arial, sans-serif", background="white")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
        .configure_legend(labelFontSize=12, labelLimit=400)
        .configure_concat(spacing=8)
    )


def _point(member: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "member": member,
        "month": _iso(row["month"]),
        "from": _iso(_middle_of_month(row["month"], -1)),
        "to": _iso(_middle_of_month(row["month"], 0)),
        "participants": row["participants"],
        "low": row["participants_low"],
        "high": row["participants_high"],
        "is_hidden": bool(row["is_suppressed"]),
        "is_break": bool(row["is_series_break"]),
        "break_text": f"brudd i serien {_month(row['month'])}",
        "part": f"{member} {row['part']}",
        "source": f"{row['file_name']}, {row['place']}",
    }


def _bars_of(answer: Answer) -> "altair.TopLevelMixin":
    import altair

    rows = answer.rows
    # Demographic groups have an order of their own.
    if answer.by not in DEMOGRAPHICS:
        rows = sorted(rows, key=_rank, reverse=True)
    bars = altair.Data(values=[_bar(_member(answer, row), row) for row in rows])
    return _bars(bars).properties(width=WIDTH, height=max(len(rows), 3) * BAR_HEIGHT)


def _bars(data: Any) -> "altair.LayerChart":
    """Draw bars with the fields of `_bar`, in their order."""
    import altair

    base = altair.Chart(data).encode(
        y=altair.Y("member:N", sort=None, title=None, axis=altair.Axis(labelLimit=320))
    )
    x = altair.X("high:Q", title="Antall deltakere").scale(domainMin=0)
    return altair.layer(
        base.transform_filter("isValid(datum.high) && !datum.is_hidden").mark_bar(
            color=COLOURS[0]
        ).encode(x=x),
        base.transform_filter("datum.is_hidden").mark_bar(
            color=HIDDEN_COLOUR, opacity=0.45
        ).encode(x=altair.X("low:Q", title="Antall deltakere"), x2="high:Q"),
        base.transform_calculate(end="isValid(datum.high) ? datum.high : 0").mark_text(
            align="left", dx=4
        ).encode(x="end:Q", text="text:N"),
    )  # fmt: skip


def _bar(member: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "member": member,
        "low": row["participants_low"],
        "high": row["participants_high"],
        "is_hidden": bool(row["is_suppressed"]),
        "text": _bar_text(row),
    }


def _bar_text(row: dict[str, Any]) -> str:
    if row["participants_low"] is None:
        return "ikke trykt"
    hidden = " (skjult)" if row["is_suppressed"] else ""
    bounds = range_of(row["participants_low"], row["participants_high"])
    return f"{bounds}{hidden}".replace(",", "\u00a0")


def _rank(row: dict[str, Any]) -> tuple[int, int]:
    """Rank by the lowest that a number can be, what is not printed last."""
    low, high = row["participants_low"], row["participants_high"]
    return (-1, -1) if low is None else (low, high)


def _title(answer: Answer, months: list[datetime.date]) -> "altair.TitleParams":
    import altair

    measure = answer.members.get("measure")
    words = ["Deltakere per måned"]
    words += [answer.members[kind].label for kind in ("status", "group") if kind in answer.members]
    words.append(answer.members["region"].label)
    if answer.by:
        words.append(f"etter {BY[answer.by]}")
    span = _month(months[0])
    if len(months) > 1:
        span += f" til {_month(months[-1])}"
    return altair.TitleParams(
        measure.label if measure else "Alle tiltak",
        subtitle=[" · ".join(words), span[0].upper() + span[1:]],
        anchor="start",
        fontSize=18,
        subtitleFontSize=13,
        subtitlePadding=4,
    )


def _source(answer: Answer) -> "altair.TopLevelMixin":
    """Say below what the picture leaves out, and where its numbers are printed."""
    import altair

    notes = []
    if any(row["is_suppressed"] for row in answer.rows):
        notes.append("Felt 0–3: Nav skjuler tall under fire, også null.")
    if any(row["no_number_reason"] not in (None, "suppressed") for row in answer.rows):
        notes.append("Åpne steder: måneder som ikke er trykt i rapportene som er lest.")
    broken = dict.fromkeys(row["status_name"] for row in answer.rows if row["is_series_break"])
    if broken:
        notes.append(
            f"Brudd i serien ({', '.join(broken)}): tall på hver side kan ikke sammenlignes."
        )
    reports = {
        row["file_name"]: (row["report_code"], row["published_on"])
        for row in answer.rows
        if row["file_name"]
    }
    notes.append(f"Kilde: Nav, {_reports(reports)}. Lest og laget av tiltak-varehuset.")
    return (
        altair.Chart(altair.Data(values=[{"line": line} for line in notes]))
        .transform_window(number="row_number()")
        .mark_text(align="left", fontSize=11, color="#555555")
        .encode(
            x=altair.value(0),
            y=altair.Y("number:O", axis=None),
            text="line:N",
        )
        .properties(width=WIDTH, height=16 * len(notes))
    )


def _reports(reports: dict[str, tuple[str | None, datetime.date | None]]) -> str:
    dates = sorted(date for _, date in reports.values() if date)
    newest = f"{dates[-1]:%d.%m.%Y}" if dates else None
    if len(reports) > MOST_REPORTS_NAMED:
        codes = ", ".join(sorted({code for code, _ in reports.values() if code}))
        named = f"{len(reports)} rapporter ({codes})" if codes else f"{len(reports)} rapporter"
        return f"{named}, den nyeste oppdatert {newest}" if newest else named
    return "; ".join(
        f"{code or name} oppdatert {date:%d.%m.%Y}" if date else f"{code or name} ({name})"
        for name, (code, date) in reports.items()
    )


def _member(answer: Answer, row: dict[str, Any]) -> str:
    columns = answer.member_columns
    return str(row[columns[1]] if columns else row["measure_label"])


def _month(month: datetime.date) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


def _middle_of_month(month: datetime.date, months_after: int) -> datetime.date:
    """Give the day half-way to the next month's first, on which its numbers are drawn."""
    year, number = divmod(month.year * 12 + month.month - 1 + months_after, 12)
    days = calendar.monthrange(year, number + 1)[1]
    return datetime.date(year, number + 1, 1) + datetime.timedelta(days=days // 2)


def _iso(day: datetime.date) -> str:
    # With its time: without one a browser takes it for midnight in Greenwich.
    return f"{day.isoformat()}T00:00:00"
