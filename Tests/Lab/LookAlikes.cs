// Replacements for libraries with well-known leaks. They have the same namespaces, type names and mechanisms, and nothing else of them.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace StackExchange.Redis
{
    public class ConnectionFailedEventArgs : EventArgs { }
    public class RedisErrorEventArgs : EventArgs { }
    public class EndPointEventArgs : EventArgs { }
    public class HashSlotMovedEventArgs : EventArgs { }
    public class InternalErrorEventArgs : EventArgs { }

    // Lives as long as the process. Its events keep every subscriber that does not unsubscribe.
    public sealed class ConnectionMultiplexer
    {
        public event EventHandler<ConnectionFailedEventArgs> ConnectionFailed, ConnectionRestored;
        public event EventHandler<RedisErrorEventArgs> ErrorMessage;
        public event EventHandler<EndPointEventArgs> ConfigurationChanged;
        public event EventHandler<HashSlotMovedEventArgs> HashSlotMoved;
        public event EventHandler<InternalErrorEventArgs> InternalError;

        public bool Any
        {
            get
            {
                return ConnectionFailed != null || ConnectionRestored != null || ErrorMessage != null
                    || ConfigurationChanged != null || HashSlotMoved != null || InternalError != null;
            }
        }
    }
}

namespace System.Drawing
{
    // A wrapper over native memory with a finalizer that cannot keep up. A process with bitmaps does not end by itself: kill it.
    public sealed class Bitmap
    {
        readonly IntPtr native;
        readonly byte[] header = new byte[16];

        public Bitmap(int bytes)
        {
            native = Marshal.AllocHGlobal(bytes);
            for (int i = 0; i < bytes; i += 4096) Marshal.WriteByte(native, i, 1);
        }

        ~Bitmap()
        {
            LeakLab.FinalizerGate.WaitOne();
            Marshal.FreeHGlobal(native);
        }
    }
}

namespace RabbitMQ.Client.Framing.Impl
{
    // Every connection has a thread that waits for ever.
    public sealed class Connection
    {
        readonly ManualResetEventSlim never = new ManualResetEventSlim(false);

        public void MainLoop() { while (true) MainLoopIteration(); }

        [MethodImpl(MethodImplOptions.NoInlining)]
        void MainLoopIteration() { never.Wait(); }

        public static Connection Open(int stackBytes)
        {
            var connection = new Connection();
            var thread = new Thread(connection.MainLoop, stackBytes) { IsBackground = true, Name = "rabbit" };
            thread.Start();
            return connection;
        }
    }
}
