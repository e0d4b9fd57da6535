// A web API on HttpListener, asked over loopback: products rendered into a bounded cache of pages, sessions that end when they were not used during a
// stage, and orders. An order carries a key, so that it is not placed twice when a client asks again: the receipt is kept for the repeated request.
//
// The fault: receipts are dropped only when the client asks again, which few clients do. Healthy: the 1,200 newest stay.
//
// On 3.1 HttpListener needs OpenSSL 1.1.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Host;

namespace Storefront
{
    public sealed class Product { public int Number; public string Name; public decimal Price; public string[] Tags; }
    public sealed class Page { public string Title; public byte[] Body; public DateTime Rendered; }
    public sealed class Session { public string Token; public int Seen; public readonly List<string> Visited = new List<string>(); }
    public sealed class Receipt { public string Key; public byte[] Body; public readonly List<ReceiptLine> Lines = new List<ReceiptLine>(); }
    public sealed class ReceiptLine { public string Product; public int Pieces; public decimal Price; }

    public sealed class WebApi : IService
    {
        const int Clients = 6, MostReceipts = 1200;
        static readonly Dictionary<int, Product> catalogue = new Dictionary<int, Product>();
        static readonly RecentCache<string, Page> pages = new RecentCache<string, Page>(600);
        static readonly ConcurrentDictionary<string, Session> sessions = new ConcurrentDictionary<string, Session>();
        static readonly ConcurrentDictionary<string, Receipt> receipts = new ConcurrentDictionary<string, Receipt>();
        static readonly ConcurrentQueue<string> receiptOrder = new ConcurrentQueue<string>();
        static readonly HttpClient client = new HttpClient();

        readonly HttpListener listener = new HttpListener();
        readonly string address;
        readonly bool keepsAll;
        int stage;

        public bool CollectsGarbage { get { return false; } }

        public WebApi(bool leaking)
        {
            keepsAll = leaking;
            for (int i = 0; i < 1500; i++)
                catalogue[i] = new Product { Number = i, Name = "product " + i, Price = i % 97, Tags = new[] { "a" + i % 7, "b" + i % 11 } };
            address = "http://127.0.0.1:" + FreePort() + "/";
            listener.Prefixes.Add(address);
            listener.Start();
            Task.Run(() => Accept());
        }

        static int FreePort()
        {
            var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            return port;
        }

        async Task Accept()
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                Task.Run(() => Answer(context)).GetAwaiter();
            }
        }

        void Answer(HttpListenerContext context)
        {
            var path = context.Request.Url.AbsolutePath;
            Visit(context.Request.Headers["Session"], path);
            var body = path.StartsWith("/orders/") ? Order(path.Substring(8)).Body : Render(path).Body;
            context.Response.ContentLength64 = body.Length;
            context.Response.OutputStream.Write(body, 0, body.Length);
            context.Response.Close();
        }

        void Visit(string token, string path)
        {
            var session = sessions.GetOrAdd(token, t => new Session { Token = t });
            lock (session.Visited)
            {
                session.Seen = stage;
                session.Visited.Add(path);
                if (session.Visited.Count > 6) session.Visited.RemoveAt(0);
            }
        }

        static Page Render(string path)
        {
            Page page;
            if (pages.TryGet(path, out page)) return page;
            var product = catalogue[int.Parse(path.Substring(path.LastIndexOf('/') + 1)) % catalogue.Count];
            var text = new StringBuilder();
            for (int i = 0; i < 40 + product.Number % 300; i++)
                text.Append("<li>").Append(product.Name).Append(' ').Append(product.Price * i).Append("</li>");
            page = new Page { Title = product.Name, Body = Encoding.UTF8.GetBytes(text.ToString()), Rendered = DateTime.UtcNow };
            pages.Add(path, page);
            return page;
        }

        Receipt Order(string key)
        {
            Receipt receipt;
            if (receipts.TryRemove(key, out receipt)) return receipt;
            receipt = new Receipt { Key = key };
            int number = key.Length + key[key.Length - 1];
            for (int i = 0; i < 2 + number % 4; i++)
                receipt.Lines.Add(new ReceiptLine { Product = "product " + (number + i), Pieces = i + 1, Price = number });
            receipt.Body = Encoding.UTF8.GetBytes(new string('r', 200 + number * 5 % 400));
            receipts[key] = receipt;
            if (keepsAll) return receipt;
            receiptOrder.Enqueue(key);
            string oldest;
            Receipt gone;
            while (receiptOrder.Count > MostReceipts && receiptOrder.TryDequeue(out oldest)) receipts.TryRemove(oldest, out gone);
            return receipt;
        }

        async Task Ask(Load load, int requests, int number)
        {
            string last = null;
            for (int i = 0; i < requests; i++)
            {
                string path;
                if (last != null && load.OneIn(20)) { path = last; last = null; }
                else if (load.Below(5) < 2) path = last = "orders/" + Guid.NewGuid().ToString("N");
                else path = "products/" + load.Skewed(1500);
                var request = new HttpRequestMessage(HttpMethod.Get, address + path);
                request.Headers.Add("Session", "s" + number + "-" + (i / 4 + load.Below(40)));
                using (var response = await client.SendAsync(request)) await response.Content.ReadAsByteArrayAsync();
            }
        }

        public void Work(Load load)
        {
            Session gone;
            foreach (var session in sessions) if (session.Value.Seen < stage) sessions.TryRemove(session.Key, out gone);
            stage++;
            int requests = load.Between(500, 1100);
            var clients = new Task[Clients];
            for (int i = 0; i < Clients; i++)
            {
                var own = new Load((ulong)load.Below(1 << 30), "client", i);
                int number = i;
                clients[i] = Task.Run(() => Ask(own, requests, number));
            }
            Task.WaitAll(clients);
        }
    }
}
