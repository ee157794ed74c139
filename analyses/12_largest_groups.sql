-- Which groups of measures were the largest in January 2020?
select
    measure_label,
    participants
from marts.group_participants_by_total
where month = date '2020-01-01'
order by participants desc
limit 5

-- answer:
-- | measure_label | participants |
-- |---|---|
-- | Arbeidspraksis | 15951 |
-- | Oppfølging (gruppe) | 14600 |
-- | Opplæring | 13027 |
-- | Tilrettelagt arbeid | 11408 |
-- | Lønnstilskudd | 9454 |

-- printed:
-- 002 line 49: I alt oppfølging	14 600	14 753
-- 002 line 74: I alt opplæring	13 027	13 690
-- 002 line 100: I alt lønnskudd	9 454	9 813
-- 002 line 125: I alt arbeidspraksis	15 951	16 271
-- 002 line 175: I alt tilrettelagt arbeid	11 408	11 461
