"""One measure for all criteria: what it looks at, how records are counted for it, and how its value is judged."""

from .judging import Judgement, Measured, count_for, judge_criterion
from .stretches import Stretch
from .tallying import Counted, records
from .valued import CriterionYear, Lack, MeasureFacts, tally
