"""All tables. Importing this package fills `Base.metadata`."""

from data.models.alert import OperatorAlert
from data.models.base import Base
from data.models.erasure import Erasure
from data.models.evaluation import EvaluationRow
from data.models.event import CostDay, EventHour, EventPeople, MatchEvent, MetricDelta, MetricTotal, ShownDay
from data.models.job import Job, JobKey, JobMerge, JobSplit, JobTraits
from data.models.learning import LearningChoice
from data.models.llm_call import LlmCall, LlmReceipt, LlmReservation, ModelResult
from data.models.person import Person
from data.models.posting import PostingEvent, PostingSnapshot
from data.models.preference import Exemption, Preference, SavedSearch, Waiver
from data.models.resume import Extraction, Resume
from data.models.run import FreshnessCheck, IngestRun, Quarantined, RawPayload, RunBatch, RunChange
from data.models.search import Feedback, Match, SearchJob
from data.models.segment import SegmentJob
from data.models.source_host import SourceHost, SourcePage, SourceRobots
from data.models.taxonomy import SkillAlias, TaxonomySource, TaxonomyTerm
from data.models.vacancy import REVISIONS, Vacancy

__all__ = [
    "REVISIONS",
    "Base",
    "CostDay",
    "Erasure",
    "EvaluationRow",
    "EventHour",
    "EventPeople",
    "Exemption",
    "Extraction",
    "Feedback",
    "FreshnessCheck",
    "IngestRun",
    "Job",
    "JobKey",
    "JobMerge",
    "JobSplit",
    "JobTraits",
    "LearningChoice",
    "LlmCall",
    "LlmReceipt",
    "LlmReservation",
    "Match",
    "MatchEvent",
    "MetricDelta",
    "MetricTotal",
    "ModelResult",
    "OperatorAlert",
    "Person",
    "PostingEvent",
    "PostingSnapshot",
    "Preference",
    "Quarantined",
    "RawPayload",
    "Resume",
    "RunBatch",
    "RunChange",
    "SavedSearch",
    "SearchJob",
    "SegmentJob",
    "ShownDay",
    "SkillAlias",
    "SourceHost",
    "SourcePage",
    "SourceRobots",
    "TaxonomySource",
    "TaxonomyTerm",
    "Vacancy",
    "Waiver",
]
