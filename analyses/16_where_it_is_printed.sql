-- Where is it printed that 431 were in arbeidstrening in Trondheim?
select
    file_name,
    place,
    line_text
from marts.rpt_trace
where measure_code = 'ARBTREN' and region_code = '5001' and month = date '2026-02-01'

-- answer:
-- | file_name | place | line_text |
-- |---|---|---|
-- | 001_91699f9c7c937769.txt | line 1099 | 5001 Trondheim - Tråante	420	408	431 |

-- printed:
-- 001 line 1099: 5001 Trondheim - Tråante	420	408	431
