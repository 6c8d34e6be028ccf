import ctypes

print('["finished", [[], 0, []]]', flush=True)
ctypes.string_at(0)  # fault: app-crashed
