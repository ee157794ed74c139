-- What do the kommuner of Nordland add up to for Mentor in January 2026, beside the printed fylke?
select
    part_count,
    suppressed_part_count,
    parts_low,
    parts_high,
    total_participants
from marts.rpt_total_and_parts
where
    measure_code = 'MENTOR' and status_code = '_T' and region_code = '18'
    and divided_by = 'kommune' and month = date '2026-01-01'

-- answer:
-- | part_count | suppressed_part_count | parts_low | parts_high | total_participants |
-- |---|---|---|---|---|
-- | 38 | 38 | 0 | 114 | 8 |

-- printed:
-- 000 line 462: Nordlánnda 8 8
-- 000 line 7091: 1804 Bodø * *
-- 000 line 7214: Hamarøy * *
