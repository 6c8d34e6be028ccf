"""The documents that describe an app: written from the registry, and read back.

- `azfunc.metadata.emit`: a function as function.json holds it. Pure, the standard library alone.
- `azfunc.metadata.document`: models that read function.json and check it as hosts do (pydantic).
- `azfunc.metadata.jsonc`: JSON with comments, trailing commas and byte order marks, as hosts read it.
- `azfunc.metadata.local_settings`: the app settings of a developer's machine.
- `azfunc.metadata.funcignore`: which of an app's files a build leaves out.
- `azfunc.metadata.app_files`: the files of an app folder.
- `azfunc.metadata.layout`: the plan of a built folder. Pure.
- `azfunc.metadata.folder`: writes a plan beside its target and swaps it in.
- `azfunc.metadata.legacy`: `build_legacy`, which does all of it.
- `azfunc.metadata.function_folder`: one folder with a function.json, read without importing its handler.
- `azfunc.metadata.json_lines`: the line of a value in a JSON file.
- `azfunc.metadata.handlers`: finds and imports the handlers of such folders.
- `azfunc.metadata.stand_in`: lets ``azure.functions`` mean azfunc while they are imported.
- `azfunc.metadata.folder_app`: `FolderApp`, an app of such folders as if its functions had been decorated.
- `azfunc.metadata.folder_build`: `build_folders`, which writes one as a deployment takes it.
"""
