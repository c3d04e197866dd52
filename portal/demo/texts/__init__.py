"""What the demo's groups are for, talk about and decide: texts of our own."""

from portal.demo.texts import digital, leadership, medical, nav, worklife, workplace

TEAMS = (worklife.TEAM, workplace.TEAM, digital.TEAM, leadership.TEAM, nav.TEAM, medical.TEAM)
