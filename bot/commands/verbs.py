"""All verbs, in the order in which help lists them."""

from bot.commands.data import DATA
from bot.commands.do import DO
from bot.commands.help import HELP, HOME, STATUS
from bot.commands.see import SEE
from bot.commands.set_up import SET_UP
from bot.commands.table import Verb

ABOUT = "Sales, stock and review requests of your Amazon shop"
"""What the one command of a platform says of itself."""

VERBS: tuple[Verb, ...] = (HOME, *SEE, STATUS, *DO, *SET_UP, *DATA, HELP)
