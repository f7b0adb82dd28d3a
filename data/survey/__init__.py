"""The survey: tables that evaluators fill in, read strictly; their answers, and what these say of an indicator."""

from data.survey.reading import Answer, SurveyFile, read_survey
from data.survey.sites import RoundSites
from data.survey.table import as_records
from data.survey.template import template

__all__ = ["Answer", "RoundSites", "SurveyFile", "as_records", "read_survey", "template"]
