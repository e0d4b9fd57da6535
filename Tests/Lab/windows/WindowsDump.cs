using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

/// Writes a minidump of another process of the same wine prefix: WindowsDump PID FILE TYPE, the type of MiniDumpWriteDump in hexadecimal
/// (2: full memory). createdump.exe takes no process id there.
public static class WindowsDump {
    [DllImport("dbghelp.dll", SetLastError = true)]
    static extern bool MiniDumpWriteDump(IntPtr process, uint id, SafeFileHandle file, uint type, IntPtr exception, IntPtr user, IntPtr callback);

    [DllImport("kernel32.dll", SetLastError = true)]
    static extern IntPtr OpenProcess(uint access, bool inherit, uint id);

    public static int Main(string[] arguments) {
        const uint allAccess = 0x1FFFFF;
        var id = uint.Parse(arguments[0]);
        var process = OpenProcess(allAccess, false, id);
        using (var file = new FileStream(arguments[1], FileMode.Create, FileAccess.ReadWrite)) {
            var done = MiniDumpWriteDump(process, id, file.SafeFileHandle, Convert.ToUInt32(arguments[2], 16), IntPtr.Zero, IntPtr.Zero, IntPtr.Zero);
            if (!done) Console.Error.WriteLine("MiniDumpWriteDump: error " + Marshal.GetLastWin32Error());
            return done ? 0 : 1;
        }
    }
}
