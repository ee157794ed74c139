-- How many took part in arbeidspraksis in February 2026?
select
    participants,
    printed_value,
    file_name,
    line_number
from marts.obt_participants
where
    grain = 'country / group / all statuses' and measure_code = 'ARBPRAKS'
    and month = date '2026-02-01'

-- answer:
-- | participants | printed_value | file_name | line_number |
-- |---|---|---|---|
-- | 14871 | 14 871 | 001_91699f9c7c937769.txt | 14 |

-- printed:
-- 001 line 14: I alt	14 614	14 356	14 871
