"""How Microsoft's workers see an azfunc app, without depending on azure.functions.

Their v2 worker looks for an instance of ``azure.functions.FunctionRegister`` and asks it for functions; their v1
worker imports one module for each function. Both get an *entry*: a function of the user's file that carries no
annotations, takes Microsoft's payload objects, gives Microsoft's outputs, and runs the plan in between.
"""

from azfunc.official.functions import OfficialBinding, OfficialFunction, make_visible, official_functions

__all__ = ("OfficialBinding", "OfficialFunction", "make_visible", "official_functions")
