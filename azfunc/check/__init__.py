"""What ``azfunc check`` knows: rules over the functions of an app and the files around them.

- `azfunc.check.table`: every rule's id, severity and summary. Pure data.
- `azfunc.check.rule`: how a rule is written: one generator of findings for each id.
- `settings`, `local_settings`, `host_json`, `extensions`, `expressions`, `shapes`, `documents`, `schedules`,
  `requirements`, `layout`: the rules, by subject.
- `azfunc.check.run`: applies them to a project, in this process.
- `azfunc.check.child`, `azfunc.check.process`: the same in a process of its own, which an app may crash or block.
- `azfunc.check.selection`, `azfunc.check.reports`: which diagnostics are shown, and how.
"""
