-- In which month of 2024 did most people take part in oppfølging?
select
    month_name,
    participants
from marts.obt_participants
where
    grain = 'country / group / all statuses' and measure_code = 'OPPFOLG' and year = 2024
order by participants desc
limit 1

-- answer:
-- | month_name | participants |
-- |---|---|
-- | november | 20544 |

-- printed:
-- 003 line 12: I alt	19 144	18 793	19 060	19 163	19 039	18 600	18 617	18 391	18 880	19 431	20 067	20 544
