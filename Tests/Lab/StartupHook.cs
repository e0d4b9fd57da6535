using System;

/// Runs the program inside another one, before the other's Main. DOTNET_STARTUP_HOOKS names this assembly, and LEAKLAB has the arguments. So
/// a single-file app, which cannot start other programs, becomes a leaking one.
internal class StartupHook {
    public static void Initialize() {
        LeakLab.Main(Environment.GetEnvironmentVariable("LEAKLAB").Split(' '));
        Environment.Exit(0);
    }
}
