"""The macros that decide how a number, a month or a name is read, on small tables of cases.

Each case is what a macro is given and what it must give, as its comment or the page says it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from tests.support.small_tables import SmallProject, Table


@dataclass(frozen=True)
class Cases:
    """A call of macros in words of Jinja, and rows of what it is given with what it must give.

    A call that takes several rows for one answer is grouped: those of one case begin with its
    number.
    """

    call: str
    rows: list[tuple]
    columns: str = "text text"
    is_grouped: bool = False

    def table(self) -> Table:
        """What the call is given, each row with its number."""
        rows = self.rows if self.is_grouped else [(at, *row) for at, row in enumerate(self.rows)]
        return Table(f"number integer, {self.columns}", [row[:-1] for row in rows])

    def expected(self) -> list[object]:
        """What the call must give, by number."""
        if self.is_grouped:
            return list({row[0]: row[-1] for row in self.rows}.values())
        return [row[-1] for row in self.rows]


def has(pattern: str, yes: list[str], no: list[str]) -> Cases:
    """Cases of a pattern: texts that have it, and texts that have not."""
    return Cases(
        f"matches('text', {pattern})", [*((text, True) for text in yes), *((t, False) for t in no)]
    )


NUMBERS = {
    "number_of": Cases(
        "number_of('text')",
        [
            ("0", 0),
            ("4", 4),
            ("21673", 21673),
            # Digits are grouped by a plain, no-break, figure, thin or narrow no-break space.
            ("21 673", 21673),
            ("21\u00a0673", 21673),
            ("1\u2007234\u2009567", 1234567),
            ("2\u202f185", 2185),
            # An average.
            ("10,3", Decimal("10.3")),
            ("10.3", Decimal("10.3")),
            # A star is no number, and never 0.
            ("*", None),
            ("", None),
            ("-", None),
            ("2O2", None),
            # More digits than a number has.
            ("1234567890123", None),
        ],
    ),
    "cells_of": Cases(
        "cells_of('text')",
        [
            ("\t420\t408\t431", ["420", "408", "431"]),
            ("\t*\t4", ["*", "4"]),
            ("\t12 698\t13\u00a0253", ["12 698", "13\u00a0253"]),
            # Empty cells are none.
            ("\t4\t\t5", ["4", "5"]),
            ("\t\t4", ["4"]),
        ],
    ),
    "tokens_of": Cases(
        "tokens_of('text', 'has_tight_groups', 1)",
        [
            (" 202 202", False, ["202", "202"]),
            (" * 4 *", False, ["*", "4", "*"]),
            (" 10,3 10 11", False, ["10,3", "10", "11"]),
            # Where plain spaces alone are printed, each group may be a number.
            (" 2 185 3 001", False, ["2", "185", "3", "001"]),
            # Where another space groups, its groups are one number.
            (" 21\u00a0673 839", True, ["21\u00a0673", "839"]),
            (" 1\u00a0234\u00a0567 *", True, ["1\u00a0234\u00a0567", "*"]),
        ],
        "text text, has_tight_groups boolean",
    ),
    "values_at_the_end": Cases(
        "regex_extract('text', values_pattern(), 0)",
        [
            ("Mentor 202 202", " 202 202"),
            ("Mentor\t202\t*", "\t202\t*"),
            ("I alt 21\u00a0673 21\u00a0673", " 21\u00a0673 21\u00a0673"),
            ("03 Oslo\t10,3\t10", "\t10,3\t10"),
            ("*", "*"),
            ("Agder .. ..", ""),
            ("Mentor 202 2O2", ""),
            ("Lønnstilskudd, kort (inntil 4)", ""),
        ],
    ),
    "plain_values_pattern": has(
        "plain_values_pattern()",
        ["\t4\t*", "\t0", "\t123456789", "\t\t4"],
        ["\t04", "\t1 000", "\t4,5", "\t1234567890", "4\t5", "\t4\t"],
    ),
    "tight_group_pattern": has(
        "tight_group_pattern()",
        ["21\u00a0673", "2\u2009185"],
        ["21 673", "\u00a0673", "21\u00a067"],
    ),
    # No count of people has ten digits, or begins with a zero.
    "impossible_number_pattern": has(
        "impossible_number_pattern()",
        ["1234567890", "1 234 567 890", "4|05", "007|4", "4|00"],
        ["123456789", "0", "0|4", "4|0", "10|20", "*|*", "0,5"],
    ),
    "sign_before_number_pattern": has(
        "sign_before_number_pattern()",
        ["Agder < 4", "Agder <4", "Agder ca. 20", "Agder mindre enn 4", "Agder ≥ 4", "Agder &lt;4"],
        ["Agder 4", "Jobbsjanse 2", "Arica 4", "Agder"],
    ),
    "no_value_pattern": has(
        "'^' ~ no_value_pattern() ~ '$'",
        ["-", "–", "..", ":", "<4", "NA", "n/a", "x", "NULL", "NaN"],
        ["*", "4", "0", "Oslo", "å", "10,3"],
    ),
    "unreadable_values_pattern": has(
        "unreadable_values_pattern()",
        ["Mentor 202 2O2", "Agder\t-\t-", "Agder .. ..", "Agder ..", "Agder\t4\tx", "Agder --"],
        # A single dash may be the end of a label that goes on.
        ["Trondheim -", "Arbeid med", "I alt", "Lønnstilskudd, kort (inntil 4)"],
    ),
    "values_in_label_pattern": has(
        "values_in_label_pattern()",
        ["1563 Sunndal * * * 1566 Surnadal", "Oslo 12 13 Agder"],
        ["1563 Sunndal", "Jobbsjanse 2", "20-24 år"],
    ),
    "printed_value": Cases(
        "printed_value('printed_values', 'participants', 'position')",
        [
            (["2 185", "*"], [2185, None], 1, "2 185"),
            (["2 185", "*"], [2185, None], 2, "*"),
            # The text is kept only where it is not the number's own.
            (None, [2185, None], 1, "2185"),
            (None, [2185, None], 2, "*"),
            (None, [0], 1, "0"),
            (["4", None], [4, 7], 2, "7"),
        ],
        "printed_values text[], participants integer[], position integer",
    ),
}

MONTHS = {
    "month_number": Cases(
        "month_number('text')",
        [("januar", 1), ("mai", 5), ("desember", 12)]
        + [(text, None) for text in ("Januar", "jan", "", "ukjent", None)],
    ),
    "month_name": Cases(
        "month_name('number_of_month')",
        [(1, "januar"), (2, "februar"), (12, "desember"), (0, None), (13, None), (None, None)],
        "number_of_month integer",
    ),
    "month_words": Cases(
        "regex_extract_all('text', month_word_pattern(), 0)",
        [
            ("gjennom snitt hittil i ar januar februar", ["januar", "februar"]),
            ("mars april mai juni juli", ["mars", "april", "mai", "juni", "juli"]),
            ("feb. 2026 mar-26 des'25", ["feb. 2026", "mar-26", "des'25"]),
            ("2026-02 2026m03 04/2026", ["2026-02", "2026m03", "04/2026"]),
            ("01.02.2026 31.03.2026", ["01.02.2026", "31.03.2026"]),
            ("13/2026 2026-13", []),
            ("marsipan maihaugen augusta", []),
            ("i alt 2026", []),
        ],
    ),
    "number_of_month_word": Cases(
        "number_of_month_word('text')",
        [
            ("januar", 1),
            ("feb.", 2),
            ("mar-26", 3),
            ("apr 2026", 4),
            ("mai", 5),
            ("jun", 6),
            ("juli", 7),
            ("sept.", 9),
            ("des'25", 12),
            ("2026-02", 2),
            ("2026m11", 11),
            ("2026-02-28", 2),
            ("02/2026", 2),
            ("1/2026", 1),
            ("12-2025", 12),
            # The day comes first.
            ("01.02.2026", 2),
            ("31.12.2025", 12),
            ("1.3.2026", 3),
            # Days as a spreadsheet counts them: the first and the last of a month.
            ("45292", 1),
            ("45322", 1),
            ("45323", 2),
        ],
    ),
    "year_of_month_word": Cases(
        "year_of_month_word('text')",
        [
            ("januar", None),
            ("feb.", None),
            ("feb. 2026", 2026),
            ("mar-26", 2026),
            ("des'25", 2025),
            ("2026-02", 2026),
            ("2020m02", 2020),
            ("2026-02-28", 2026),
            ("02/2026", 2026),
            ("01.02.2026", 2026),
            ("12-2020", 2020),
            ("45291", 2023),
            ("45292", 2024),
        ],
    ),
    "day_of_serial": Cases(
        "day_of_serial('text')",
        [
            ("43831", date(2020, 1, 1)),
            ("45292", date(2024, 1, 1)),
            # 2024 is a leap year.
            ("45351", date(2024, 2, 29)),
            ("45352", date(2024, 3, 1)),
            ("x", None),
        ],
    ),
    "period_pattern": Cases(
        "list_of(["
        + ", ".join(f"regex_extract('text', period_pattern(), {n})" for n in (1, 2, 3, 4))
        + "])",
        [
            ("januar 2024 - desember 2024", ["januar", "2024", "desember", "2024"]),
            ("desember 2025 - januar 2026", ["desember", "2025", "januar", "2026"]),
            ("januar - februar 2020", ["januar", "", "februar", "2020"]),
            ("januar – februar 2020", ["januar", "", "februar", "2020"]),
            ("periode: januar 2026.", ["", "", "januar", "2026"]),
            ("januar", ["", "", "", ""]),
            ("tiltak januar 2026", ["", "", "", ""]),
            ("januar 2026 og februar", ["", "", "", ""]),
        ],
    ),
    "file_month_pattern": Cases(
        "list_of([regex_extract('text', file_month_pattern(), 1), "
        "regex_extract('text', file_month_pattern(), 2)])",
        [
            ("202512_TILT120_Tiltaksdeltakere.xlsx", ["2025", "12"]),
            ("2026.04_TILT140.xlsx", ["2026", "04"]),
            ("2026-04 TILT140.pdf", ["2026", "04"]),
            ("202613_TILT120.xlsx", ["", ""]),
            ("202600_TILT120.xlsx", ["", ""]),
            ("TILT120_202512_x.xlsx", ["", ""]),
            ("20251231_TILT120.xlsx", ["", ""]),
        ],
    ),
    "published_on_pattern": Cases(
        "regex_extract('text', published_on_pattern(), 1)",
        [
            ("rapport oppdatert: 02.02.2026", "02.02.2026"),
            ("tiltak rapport oppdatert: 2.2.2026", "2.2.2026"),
            ("rapporten sist oppdatert 02.02.2026", "02.02.2026"),
            ("oppdatert: 02.02.2026", ""),
            ("02.02.2026", ""),
        ],
    ),
    "header_pattern": has(
        "header_pattern()",
        [
            "gjennom snitt hittil i ar januar februar",
            "gjennomsnitt hittil i ar januar",
            "fylke januar februar",
            "snitt hittil",
            "i ar januar",
            "tidsserie",
        ],
        ["oslo januar", "januar endring", "fylke", "i alt", "mai 17 mai-feiring"],
    ),
    # The average stands before the months, and no other word stands there.
    "read_header_pattern": has(
        "read_header_pattern()",
        [
            "gjennom snitt hittil i ar januar februar ",
            "fylke januar ",
            "januar na februar ",
            "45292 45323 ",
            "tidsserie januar ",
        ],
        [
            "januar gjennomsnitt ",
            "januar endring ",
            "endring januar ",
            "gjennomsnitt ",
            "fylke ",
            "januar fylke ",
        ],
    ),
    "without_signs": Cases(
        "without_signs('text')",
        [
            ("januar 1) februar*", "januar februar"),
            ('"januar" «februar»', "januar februar"),
            ("januar (1) februar 12)", "januar februar"),
            ("januar 2026", "januar 2026"),
        ],
    ),
}

TEXTS = {
    "clean_text": Cases(
        "clean_text('text')",
        [
            ("03 Oslo\t954\t967", "03 Oslo\t954\t967"),
            ("", ""),
            (None, None),
            # Markup of a page and of Markdown.
            ("<b>I alt</b>\t<b>13 233</b>", "I alt\t13 233"),
            ("**I alt**\t**21**", "I alt\t21"),
            ("### Januar 2024 - Desember 2024", "Januar 2024 - Desember 2024"),
            ("> Januar 2024", "Januar 2024"),
            ("Arbeid med<br/>støtte", "Arbeid med støtte"),
            ("Arbeid &amp; helse", "Arbeid & helse"),
            ("<del>12</del>13", "13"),
            # Stars, however they are written, and in bold.
            ("1101 Eigersund\t\\*", "1101 Eigersund\t*"),
            ("Agder\t\u2217\t\uff0a", "Agder\t*\t*"),
            ("**\\***", "*"),
            ("Agder * *", "Agder * *"),
            # A mark that is raised beside a number is no digit of it.
            ("0301 Oslo\t4<sup>1</sup>", "0301 Oslo\t4"),
            ("0301 Oslo\t4<sup>1", "0301 Oslo\t4"),
            ('0301 Oslo\t4<a href="#n">1</a>\t5', "0301 Oslo\t4\t5"),
            ("0301 Oslo\t4¹\t5²)", "0301 Oslo\t4\t5"),
            ("0301 Oslo\t4[1]\t5[^2]\t6^3^", "0301 Oslo\t4\t5\t6"),
            ("0301 Oslo\t4 1)\t5", "0301 Oslo\t4\t5"),
            ("0301 Oslo\t4\u00a01)", "0301 Oslo\t4"),
            ("0301 Oslo\t12 345 1)", "0301 Oslo\t12 345"),
            ("Fylke. Antall²", "Fylke. Antall"),
            # In brackets, or without its bracket, a number is of the text.
            ("Lønnstilskudd, kort (inntil 4)", "Lønnstilskudd, kort (inntil 4)"),
            ("Jobbsjanse 2", "Jobbsjanse 2"),
            ("Agder\t<4", "Agder\t<4"),
            # Spaces within a number stay; those that nothing is told by are plain ones.
            ("I alt 21\u00a0673 21\u00a0673", "I alt 21\u00a0673 21\u00a0673"),
            ("I alt 13&nbsp;233 &#160;4&#xA0;000", "I alt 13\u00a0233 \u00a04\u00a0000"),
            ("I alt\t2\u2009185", "I alt\t2\u2009185"),
            ("03\u2003Oslo", "03 Oslo"),
            # What cannot be seen.
            ("Opp\u00adfølging\u200b", "Oppfølging"),
            ("\ufeffI alt", "I alt"),
            ("03 Oslo\t4\r", "03 Oslo\t4"),
            ("Januar\rFebruar", "Januar\tFebruar"),
            # One letter is one character.
            ("pa\u030a tiltak", "på tiltak"),
        ],
    ),
    "with_tabs_between_cells": Cases(
        "with_tabs_between_cells('text')",
        [
            ("03 Oslo\t12 345\t*", "03 Oslo\t12 345\t*"),
            ("| I alt | 4 | * |", "I alt\t4\t*"),
            ("|03 Oslo|12 345|", "03 Oslo\t12 345"),
            ("Oslo  12   13", "Oslo\t12\t13"),
            # One space parts no cells, and beside tabs two do not either.
            ("Oslo 12 345 4", "Oslo 12 345 4"),
            ("Arbeid  med\t4", "Arbeid  med\t4"),
            ('Oslo\t"1,5"\t"2,5"\t"3,5"', "Oslo\t1,5\t2,5\t3,5"),
            ('Se "Om statistikken"', 'Se "Om statistikken"'),
            (" Oslo \t 4 ", "Oslo\t4"),
            # Empty cells: in front they keep the place of the others.
            ("\tJanuar\tFebruar", "\tJanuar\tFebruar"),
            ("Oslo\t4\t\t", "Oslo\t4"),
        ],
    ),
    "without_marks": Cases(
        "without_marks('text')",
        [
            ("arbeidstrening", "arbeidstrening"),
            ("arbeidstrening 1)", "arbeidstrening"),
            ("arbeidstrening1)", "arbeidstrening"),
            ("arbeidstrening 12)", "arbeidstrening"),
            ("arbeidstrening12)", "arbeidstrening"),
            ("arbeidstrening 1) 2)", "arbeidstrening"),
            ("0301 Oslo 12)", "0301 Oslo"),
            # A label that ends in a number of its own.
            ("Mentor 2 12)", "Mentor 2"),
            ("03 1)", "03"),
            ("arbeidstrening (1)", "arbeidstrening"),
            ("arbeidstrening (12)", "arbeidstrening"),
            ("kort (inntil 4) 12)", "kort (inntil 4)"),
            ("arbeidstrening*", "arbeidstrening"),
            ("arbeidstrening **", "arbeidstrening"),
            ("arbeidstrening *)", "arbeidstrening"),
            ("arbeidstrening†", "arbeidstrening"),
            ("kort (inntil 4)", "kort (inntil 4)"),
            ("kort (inntil 4) 1)", "kort (inntil 4)"),
            ("Karrierestøtte (IPS Ung)", "Karrierestøtte (IPS Ung)"),
            ("Karrierestøtte (IPS Ung)*", "Karrierestøtte (IPS Ung)"),
            ("1)", ""),
            (None, None),
        ],
    ),
    "folded_line": Cases(
        "folded_line('text')",
        [
            ("I ALT Andre på tiltak", "i alt andre pa tiltak"),
            ("\tGjennom  snitt\thittil i år", "gjennom snitt hittil i ar"),
            ("I\u00a0alt \u202f 4", "i alt 4"),
            ("KJØNN ÆRLIG MÅNED", "kjønn ærlig maned"),
            ("Nordlánnda", "nordlannda"),
            ("pa\u030a", "pa"),
            (" \t ", ""),
            (None, None),
        ],
    ),
    "label_key": Cases(
        "label_key('text')",
        [
            ("Arbeidsforberedende trening", "arbeidsforberedendetrening"),
            # Broken by a scan at a space, or at a hyphen.
            ("Arbeidsforbere dende trening", "arbeidsforberedendetrening"),
            ("Arbeids-forberedende trening", "arbeidsforberedendetrening"),
            ("ARBEIDSFORBEREDENDE TRENING", "arbeidsforberedendetrening"),
            # Two measures stay two.
            ("Jobbklubb", "jobbklubb"),
            ("Digital oppfølging/jobbklubb", "digitaloppfolgingjobbklubb"),
            # A spoilt letter is no other spelling of its own: a seed knows it.
            ("iobbklubb", "iobbklubb"),
            ("Møre og Romsdal", "moreogromsdal"),
            ("ØSTFOLD", "ostfold"),
            ("Bærum", "barum"),
            ("Ålesund", "alesund"),
            ("A\u030alesund", "alesund"),
            ("Nordland - Nordlánnda", "nordlandnordlannda"),
            ("Trøndelag – Trööndelage", "trondelagtroondelage"),
            # Sámi letters in the names of kommuner, small and capital.
            ("Porsáŋgu", "porsangu"),
            ("PORSÁŊGU", "porsangu"),
            ("Kárášjohka", "karasjohka"),
            ("Đ đ Ŧ ŧ", "ddtt"),
            ("I\u00a0alt", "ialt"),
            ("Opp\u00adfølging", "oppfolging"),
            ("Karrierestøtte (IPS Ung)", "karrierestotteipsung"),
            ("20-24 år", "2024ar"),
            ("20 – 24 år", "2024ar"),
            ("tiltak¹", "tiltak"),
            ("*", ""),
            ("", ""),
            (None, None),
        ],
    ),
    "label_goes_on_pattern": has(
        "label_goes_on_pattern()",
        ["Trondheim -", "oppfølging/", "Vestfold og", "oppfølging i ", "Arbeid med", "Troms –"],
        ["Oslo", "Nordland", "Blog", "Mai", "trening 1)"],
    ),
}

WHAT_A_LINE_IS = {
    "total_pattern": has(
        "total_pattern()",
        ["i alt", "i alt arbeidstrening", "ialt", "l alt", "1 alt", "| alt"],
        ["i alta", "alt", "i altfor", "ikke i alt", "alta"],
    ),
    "total_key_pattern": has(
        "total_key_pattern()",
        ["ialt", "laltandrepatiltak", "ialtarbeidssokerepatiltak", "ialtdeltakere"],
        ["ialtarbeidstrening", "alta", "ialtoppfolging"],
    ),
    "status_of_total_key": Cases(
        "status_of_total_key('text')",
        [
            ("ialtnedsattarbeidsevnepatiltak", "nedsattarbeidsevnepatiltak"),
            ("ialtandrepatiltakopplaring", "andrepatiltak"),
            ("laltarbeidssokerepatiltak", "arbeidssokerepatiltak"),
            ("ialtarbeidstrening", ""),
            ("ialt", ""),
        ],
    ),
    "measure_of_total_key": Cases(
        "measure_of_total_key('text')",
        [
            ("ialtarbeidstrening", "arbeidstrening"),
            ("ialtandrepatiltakopplaring", "opplaring"),
            ("ialtnedsattarbeidsevnepatiltak", ""),
            ("ialt", ""),
        ],
    ),
    "region_code_pattern": Cases(
        "regex_extract('text', region_code_pattern(), 1)",
        [
            ("03 oslo", "03"),
            ("5001 trondheim - traante", "5001"),
            ("99 øvrige omrader", "99"),
            ("103 oslo", ""),
            ("50011 trondheim", ""),
            ("oslo", ""),
        ],
    ),
    "age_below_pattern": has(
        "age_below_pattern()",
        ["19 ar og under", "19 ar og yngre"],
        ["19 ar og over", "119 ar og under", "19 ar", "ar og under"],
    ),
    "age_above_pattern": has(
        "age_above_pattern()", ["60 ar og over", "60 ar og eldre"], ["60 ar og under", "60 ar"]
    ),
    "age_between_pattern": has(
        "age_between_pattern()",
        ["20-24 ar", "20 - 24 ar", "20 – 24 ar"],
        ["20-24", "2020-2024 ar", "24 ar"],
    ),
    "age_key_pattern": has(
        "age_key_pattern()",
        ["19arogunder", "60arogover", "2024ar"],
        ["2024", "20245ar", "ledigiover4ar", "arogunder"],
    ),
    "title_pattern": has(
        "title_pattern()",
        [
            "tilt120 tiltaksdeltakere pa arbeidspraksis. demografi. tidsserie maned",
            "deltakere i arbeidsrettede tiltak. tiltaksgruppe og fylke. tidsserie maned",
            "kilde: nav tilt140 tiltaksdeltakere pa oppfølging. demografi. tidsserie maned",
        ],
        ["hl060 helt ledige", "tiltak og fylke", "i alt arbeidstrening"],
    ),
    "measures_title_pattern": has(
        "measures_title_pattern()",
        [
            "tilt120 tiltaksdeltakere pa arbeidspraksis. demografi. tidsserie maned",
            "deltakere i arbeidsrettede tiltak. tiltaksgruppe og fylke. tidsserie maned",
            "kilde: nav tilt140 tiltaksdeltakere pa oppfølging. januar 2026 - februar 2026",
        ],
        [
            "hl060 helt ledige",
            "tilt120 tiltaksdeltakere pa arbeidspraksis. andel",
            "tidligere tiltaksdeltakere",
        ],
    ),
    "other_population_pattern": has(
        "other_population_pattern()",
        [
            "tidligere tiltaksdeltakere pa arbeidspraksis",
            "tiltaksdeltakere i jobb etter tiltak",
            "nye tiltaksdeltakere",
        ],
        ["tiltaksdeltakere pa arbeidspraksis. demografi. tidsserie maned"],
    ),
    "other_title_pattern": has(
        "other_title_pattern()",
        [
            "helt ledige. fylke",
            "nedsatt arbeidsevne. tidsserie maned",
            "mottakere av dagpenger",
            "registrerte arbeidssøkere og ledige",
            "tiltak og fylke. prosent",
        ],
        [
            "tilt140 tiltaksdeltakere pa oppfølging",
            "i alt nedsatt arbeidsevne, pa tiltak",
            "arbeidssøkere pa tiltak",
        ],
    ),
    "other_code_pattern": has(
        "other_code_pattern()",
        ["HL060 Helt ledige", "Kilde: NAV HL060 Helt ledige", "NED 100. Nedsatt arbeidsevne"],
        ["Helt ledige", "IPS Ung", "0301 Oslo", "TILTAK OG FYLKE"],
    ),
    "section_pattern": has(
        "section_pattern()",
        [
            "tiltak",
            "tiltak og fylke",
            "fylke og tiltaksgruppe",
            "arbeidsmarkedsstatus og tiltak",
            "fylke. antall",
            "tiltak og kommune (forts.)",
            "om statistikken",
        ],
        ["oslo", "tiltaksliste", "i alt", "utvidet oppfølging"],
    ),
    "breakdown_of_heading": Cases(
        "breakdown_of_heading('text')",
        [
            ("tiltak", "measure"),
            ("tiltak og fylke", "fylke"),
            ("tiltaksdeltakere og kommune", "kommune"),
            ("tiltak og kjønn", "gender"),
            ("tiltak og alder", "age"),
            ("tiltak og innvandrerstatus", "immigrant"),
            ("tiltak og fødeland innvandrere", "birth_region"),
            ("tiltak og utdanning", "education"),
            ("fylke og tiltaksgruppe", "fylke"),
            ("arbeidsmarkedsstatus og tiltak", "status"),
            ("tiltak og fylke rapport oppdatert: 02.02.2026", "fylke"),
            # An unknown breakdown has the heading's own word.
            ("tiltak og varighet", "varighet"),
            ("tiltak og antall barn", "antall_barn"),
            ("om statistikken", None),
            ("oslo", None),
        ],
    ),
    # What stands on a page without being of a table.
    "furniture_pattern": has(
        "furniture_pattern()",
        [
            "side 9 av 13",
            "side 9 av 13kilde: nav fotnote",
            "kilde: nav",
            "1 av 4",
            "- 4 -",
            "12.01.2026",
            "nav",
            "-----",
            "* tall under 4",
        ],
        ["sidsel", "mentor", "kildeskog", "navn", "arbeidstrening 4", "*", "-"],
    ),
}

AGREEMENT = {
    # A printed number against a sum, each with its bounds: they agree where these meet.
    "sum_agrees": Cases(
        "sum_agrees('given', 'given')",
        [
            (10, 10, 10, 10, True),
            (10, 10, 9, 9, False),
            (10, 10, 11, 11, False),
            # One star among the rows is 0 to 3.
            (10, 10, 7, 10, True),
            (10, 10, 10, 13, True),
            (10, 10, 8, 11, True),
            (10, 10, 6, 9, False),
            (10, 10, 11, 14, False),
            # The total is a star.
            (0, 3, 0, 6, True),
            (0, 3, 3, 3, True),
            (0, 3, 4, 7, False),
            # A total without rows disagrees with nothing, and rows without a total do.
            (10, 10, None, None, False),
            (None, None, 10, 10, False),
            (0, 3, 0, None, False),
        ],
        "participants_low bigint, participants_high bigint, found_low bigint, found_high bigint",
    ),
    "average_agrees": Cases(
        "average_agrees('is_suppressed', 'average', 'mean_low', 'mean_high', 'decimals')",
        [
            # `5001 Trondheim - Tråante 420 408 431`: rounded half up.
            (False, "420", 419.5, 419.5, 0, True),
            (False, "419", 419.5, 419.5, 0, False),
            (False, "419", 419.25, 419.25, 0, True),
            (False, "420", 419.25, 419.25, 0, False),
            (False, "421", 419.5, 419.5, 0, False),
            # `1146 Tysvær 4 * 4`: at most 3.5.
            (False, "4", 2.0, 3.5, 0, True),
            (False, "5", 2.0, 3.5, 0, False),
            # Bounds of stars, at either end.
            (False, "100", 99.5, 102.5, 0, True),
            (False, "103", 99.5, 102.5, 0, True),
            (False, "99", 99.5, 102.5, 0, False),
            (False, "104", 99.5, 102.5, 0, False),
            # As many decimals as are printed: 10, 10 and 11.
            (False, "10.3", 31 / 3, 31 / 3, 1, True),
            (False, "10.4", 31 / 3, 31 / 3, 1, False),
            (False, "10.2", 31 / 3, 31 / 3, 1, False),
            (False, "10.33", 31 / 3, 31 / 3, 2, True),
            (False, "10.3", 31 / 3, 31 / 3, 2, False),
            (False, "10", 31 / 3, 31 / 3, 0, True),
            # A half in the decimal: 20.25 is 20.3.
            (False, "20.3", 20.25, 20.25, 1, True),
            (False, "20.2", 20.25, 20.25, 1, False),
            # 0.1 + 0.2 is a little more than 0.3 to a computer.
            (False, "34.142857", 239 / 7, 239 / 7, 15, True),
            (False, "34.142860", 239 / 7, 239 / 7, 15, False),
            # A star: 3 at most, after it was rounded.
            (True, None, 0.0, 3.0, 0, True),
            (True, None, 3.25, 3.25, 0, True),
            (True, None, 3.5, 3.5, 0, False),
            (True, None, 4.0, 4.0, 0, False),
        ],
        "is_suppressed boolean, average decimal(18, 6), mean_low double, mean_high double, "
        "decimals integer",
    ),
    # The line of the sum, whether rows of it were rejected, the last row of the report, and
    # whether that is one that ends a table.
    "lacks_rows": Cases(
        "lacks_rows('expected_low', 'found_high', 'row_line', 'has_rejected_rows', 'given')",
        [
            (10, 8, 5, True, 9, True, True),
            (10, 8, 5, False, 5, False, True),
            (10, None, 5, False, 5, False, True),
            (10, None, None, True, 9, True, True),
            # Too low, but every row is there.
            (10, 8, 5, False, 5, True, False),
            (10, 8, 5, False, 9, False, False),
            (10, None, None, False, 9, False, False),
            # Not too low: rows that are not there do not explain it.
            (10, 10, 5, True, 5, False, False),
            (10, 12, 5, True, 5, False, False),
        ],
        "expected_low integer, found_high integer, row_line integer, has_rejected_rows boolean, "
        "line_number integer, ends_its_table boolean",
    ),
}

NAMES = {
    "member_name": Cases(
        "member_name('given')",
        [
            ("_T", "_T", "country", "NO", "NO"),
            ("_T", "_T", "fylke", "03", "fylke 03"),
            # The same code in several breakdowns.
            ("_T", "_T", "fylke", "unknown", "fylke unknown"),
            ("_T", "_T", "kommune", "unknown", "kommune unknown"),
            ("birth_region", "unknown", "country", "NO", "birth_region unknown"),
            ("age", "Y20T24", "country", "NO", "age Y20T24"),
        ],
        "demographic_dimension text, demographic_code text, region_level text, region_code text",
    ),
    "member_key": Cases(
        "member_key(\"'A'\", \"'_T'\", 'region_level', 'region_code') ~ ' = ' "
        "~ member_key(\"'A'\", \"'_T'\", \"'fylke'\", \"'03'\")",
        [
            ("fylke", "03", True),
            ("kommune", "03", False),
            ("fylke", "11", False),
            # Codes do not run into one another.
            ("fylke0", "3", False),
        ],
        "region_level text, region_code text",
    ),
    "is_label_shared": Cases(
        "is_label_shared('label', 'is_inferred')",
        [
            ("Oppfølging", False, True),
            ("oppfølging", False, True),
            ("Mentor", False, False),
            # The inferred member gives way to the known one.
            ("Mentor", True, True),
            ("Nytt tiltak", True, False),
            ("Annet", True, True),
            ("ANNET", True, True),
        ],
        "label text, is_inferred boolean",
    ),
    "place_of": Cases(
        "place_of('given')",
        [
            (None, None, None, 1099, "line 1099"),
            (None, 3, 12, 99, "page 3, line 12"),
            ("Tiltak og fylke", None, 7, 40, "sheet 'Tiltak og fylke', row 7"),
            ("Tiltak og fylke", 1, 7, 40, "sheet 'Tiltak og fylke', row 7"),
        ],
        "sheet_name text, page_number integer, line_on_page integer, line_number integer",
    ),
    # Line 9 stands before line 10.
    "printed_name": Cases(
        "printed_name('given')",
        [
            (1, "I alt nytt tiltak", "r", 9, "nytt tiltak"),
            (1, "NYTT TILTAK", "r", 10, "nytt tiltak"),
            (2, "Nytt tiltak", "s", 1, "Annet tiltak"),
            (2, "l alt Annet tiltak", "r", 2, "Annet tiltak"),
            (3, "Altafjord", "r", 1, "Altafjord"),
        ],
        "label text, report_id text, line_number integer",
        is_grouped=True,
    ),
}

CASES = {**NUMBERS, **MONTHS, **TEXTS, **WHAT_A_LINE_IS, **AGREEMENT, **NAMES}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list | str]:
    """What each call gives for each of its rows."""
    project = SmallProject(
        tmp_path_factory.mktemp("macros"), {name: cases.table() for name, cases in CASES.items()}
    )
    return project.found(
        {
            name: (f"given.{name} as given" + " group by number" * cases.is_grouped, cases.call)
            for name, cases in CASES.items()
        }
    )


@pytest.mark.parametrize("name", CASES)
def test_it_gives_what_its_rule_says(found: dict[str, list | str], name: str) -> None:
    cases = CASES[name]
    given = {row[0]: row[1:] for row in cases.table().rows}
    if isinstance(found[name], str):
        pytest.fail(found[name])
    wrong = [
        (values, is_given, expected)
        for values, is_given, expected in zip(
            given.values(), found[name], cases.expected(), strict=True
        )
        if is_given != expected
    ]
    assert not wrong, "what it was given, what it gave, what it must give"
