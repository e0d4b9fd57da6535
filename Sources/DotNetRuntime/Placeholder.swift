// DotNetRuntime
