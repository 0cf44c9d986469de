"""Small invented files in the shapes of ESCO's and O*NET's."""

from __future__ import annotations

from pathlib import Path

ESCO = """\
conceptType,conceptUri,skillType,preferredLabel,altLabels,hiddenLabels,status,description
Skill,http://x.invalid/1,skill,herd fogs,"herding of fogs
fog herding",,released,"Two lines,
of words."
Skill,http://x.invalid/2,knowledge,Quuxlang (computer programming),"Quuxlang 5
QXL",Frobby,released,
Skill,http://x.invalid/3,knowledge,no longer a skill,,,obsolete,
"""

ONET = """\
O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology
11-0000.00\tZorptech Suite\t43230000\tInvented software\tN
11-0000.00\tBlorb 19" Rack\t43230000\tInvented software\tN
12-0000.00\tZorptech Suite\t43230000\tInvented software\tY
"""


def esco_file(folder: Path, text: str = ESCO, *, name: str = "skills_en.csv") -> Path:
    """As published: with a byte order mark."""
    (folder / name).write_text(text, encoding="utf-8-sig")
    return folder / name


def onet_file(folder: Path, text: str = ONET) -> Path:
    (folder / "technology_skills.txt").write_text(text, encoding="utf-8")
    return folder / "technology_skills.txt"
