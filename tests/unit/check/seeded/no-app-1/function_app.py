from azfunc import Blueprint

orders = Blueprint()
