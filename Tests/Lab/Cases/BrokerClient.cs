// A client of a message broker, as such clients are: a thread of each connection reads what the broker sends.
using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace MessageBroker.Client
{
    public sealed class Connection : IDisposable
    {
        // What a thread has on Linux when nothing else is asked for.
        const int stack = 8 << 20;

        readonly Socket socket;
        readonly BinaryReader reader;
        readonly BlockingCollection<byte> received = new BlockingCollection<byte>();

        public Connection(EndPoint broker)
        {
            socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(broker);
            reader = new BinaryReader(new BufferedStream(new NetworkStream(socket), 1024));
            new Thread(MainLoop, stack) { IsBackground = true }.Start();
        }

        public void Publish(byte[] message) { socket.Send(message); }

        void MainLoop()
        {
            try
            {
                while (true) MainLoopIteration();
            }
            catch (IOException) { }
            catch (ObjectDisposedException) { }
        }

        void MainLoopIteration() { received.Add(reader.ReadByte()); }

        public void Dispose()
        {
            socket.Shutdown(SocketShutdown.Both);
            socket.Dispose();
        }
    }
}
