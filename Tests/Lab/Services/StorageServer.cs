// The database of this program: it answers each line with rows, and a line with a syntax error by the line ERROR. No connection has a thread.
using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Storage
{
    public sealed class StorageServer
    {
        readonly TcpListener listener = new TcpListener(IPAddress.Loopback, 0);

        public IPEndPoint Address { get { return (IPEndPoint)listener.LocalEndpoint; } }

        public StorageServer()
        {
            listener.Start(512);
            Task.Run(() => Accept());
        }

        async Task Accept()
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                Task.Run(() => Serve(socket)).GetAwaiter();
            }
        }

        static async Task Serve(Socket socket)
        {
            var buffer = new byte[1024];
            using (var stream = new NetworkStream(socket, true))
            {
                try
                {
                    while (true)
                    {
                        int read = await stream.ReadAsync(buffer, 0, buffer.Length);
                        if (read == 0) return;
                        var answer = Encoding.ASCII.GetBytes(buffer[0] == '?' ? "ERROR\n" : "row " + read + " " + new string('x', read * 20) + "\n");
                        await stream.WriteAsync(answer, 0, answer.Length);
                    }
                }
                catch (IOException) { }
            }
        }
    }
}
