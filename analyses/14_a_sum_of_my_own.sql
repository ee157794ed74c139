-- How many were in arbeidstrening in Oslo and Akershus together, in each month since 2026?
select
    month,
    participants,
    participants_low,
    participants_high,
    printed_total
from marts.sum_participants(['ARBTREN'], ['_T'], ['03', '32'])
where month >= date '2026-01-01'

-- answer:
-- | month | participants | participants_low | participants_high | printed_total |
-- |---|---|---|---|---|
-- | 2026-01-01 | 1363 | 1363 | 1363 | 6 859 |
-- | 2026-02-01 | 1497 | 1497 | 1497 | 7 350 |

-- printed:
-- 001 line 16: Arbeidstrening	7 105	6 859	7 350
-- 001 line 65: 03 Oslo	640	614	665
-- 001 line 75: 32 Akershus	791	749	832
