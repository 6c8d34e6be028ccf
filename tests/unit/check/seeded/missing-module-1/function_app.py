from azfunc import FunctionApp

import a_module_that_is_not_there  # fault: missing-module

app = FunctionApp()
