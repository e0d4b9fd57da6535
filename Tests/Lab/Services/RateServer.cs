// A small HTTP server for the clients of this program: it keeps connections open, and answers every request with rates as text.
using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace ExchangeRates
{
    public sealed class RateServer
    {
        readonly TcpListener listener = new TcpListener(IPAddress.Loopback, 0);

        public string Address { get { return "http://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port + "/"; } }

        public RateServer()
        {
            listener.Start();
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

        // The requests have no body, so each ends with the first empty line, and a client waits for the answer before it asks again.
        static async Task Serve(Socket socket)
        {
            var buffer = new byte[2048];
            using (var stream = new NetworkStream(socket, true))
            {
                int have = 0;
                while (true)
                {
                    int read;
                    try { read = await stream.ReadAsync(buffer, have, buffer.Length - have); }
                    catch (System.IO.IOException) { return; }
                    if (read == 0) return;
                    have += read;
                    if (have < 4 || buffer[have - 2] != '\r' || buffer[have - 1] != '\n' || buffer[have - 3] != '\n') continue;
                    var body = "rate " + buffer[5] + new string('0', 100 + have % 150);
                    var head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.Length + "\r\n\r\n";
                    var answer = Encoding.ASCII.GetBytes(head + body);
                    have = 0;
                    await stream.WriteAsync(answer, 0, answer.Length);
                }
            }
        }
    }
}
