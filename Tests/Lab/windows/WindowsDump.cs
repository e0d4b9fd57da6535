using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

/// Writes a minidump of another process of the same wine prefix: WindowsDump PID FILE TYPE, the type of MiniDumpWriteDump in hexadecimal
/// (2: full memory). createdump.exe takes no process id there. A fourth word is the code of an exception, in hexadecimal. The dump is then
/// written as if the process's first thread had thrown it.
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
            var exception = arguments.Length > 3 ? Thrown(id, Convert.ToInt32(arguments[3], 16)) : IntPtr.Zero;
            var done = MiniDumpWriteDump(process, id, file.SafeFileHandle, Convert.ToUInt32(arguments[2], 16), exception, IntPtr.Zero, IntPtr.Zero);
            if (!done) Console.Error.WriteLine("MiniDumpWriteDump: error " + Marshal.GetLastWin32Error());
            return done ? 0 : 1;
        }
    }

    /// MINIDUMP_EXCEPTION_INFORMATION: thread u32 0, EXCEPTION_POINTERS 4, whether they are addresses in the dumped process 12. They point to an
    /// EXCEPTION_RECORD (code u32 0) and a CONTEXT.
    static IntPtr Thrown(uint id, int code) {
        const int contextBytes = 1232;
        var memory = Marshal.AllocHGlobal(4096);
        for (var at = 0; at < 4096; at++) Marshal.WriteByte(memory, at, 0);
        // A CONTEXT lies at a multiple of 16.
        var record = new IntPtr((memory.ToInt64() + 15) & ~15L);
        var context = record + 256;
        var pointers = context + contextBytes;
        var information = pointers + 16;
        Marshal.WriteInt32(record, code);
        Marshal.WriteIntPtr(pointers, record);
        Marshal.WriteIntPtr(pointers, 8, context);
        using (var process = Process.GetProcessById((int)id)) Marshal.WriteInt32(information, process.Threads[0].Id);
        Marshal.WriteIntPtr(information, 4, pointers);
        return information;
    }
}
