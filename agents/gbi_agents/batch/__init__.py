"""A folder of reports: every figure read, every question asked of each; what has ended is never done twice."""

from gbi_agents.batch.files import find_files as find_files
from gbi_agents.batch.loop import Counted as Counted
from gbi_agents.batch.loop import run as run
from gbi_agents.batch.work import Outcome as Outcome
from gbi_agents.batch.work import Task as Task
