using System;

/// Lets the program run inside another one, before that one's own Main: DOTNET_STARTUP_HOOKS names this assembly and LEAKLAB holds the
/// arguments. So a single-file app, which starts no other program, becomes a leaking one.
internal class StartupHook {
    public static void Initialize() {
        LeakLab.Main(Environment.GetEnvironmentVariable("LEAKLAB").Split(' '));
        Environment.Exit(0);
    }
}
