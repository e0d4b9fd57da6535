// Named HttpClients with a chain of handlers. A client is replaced after some requests, and its predecessor disposed. Rates are kept in a bounded
// cache. Each attempt is abandoned when the application stops, for which a handler registers with the token of the application.
//
// The fault: the handler does not dispose the registration when the attempt is over. Healthy: it does.
using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Host;

namespace ExchangeRates
{
    public static class Application
    {
        public static readonly CancellationTokenSource Stopping = new CancellationTokenSource();
    }

    public sealed class Rate { public string Text; public double[] History; }

    public sealed class Attempt
    {
        public string Address;
        public byte[] Diagnostics;
        public bool Abandoned;
        public void Abandon() { Abandoned = true; }
    }

    public sealed class AttemptHandler : DelegatingHandler
    {
        readonly bool keepsRegistration;

        public AttemptHandler(HttpMessageHandler inner, bool keepsRegistration) : base(inner) { this.keepsRegistration = keepsRegistration; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
        {
            var address = request.RequestUri.ToString();
            var attempt = new Attempt { Address = address, Diagnostics = new byte[100 + address.Length * 12] };
            var registration = Application.Stopping.Token.Register(state => ((Attempt)state).Abandon(), attempt);
            var response = await base.SendAsync(request, token);
            if (!keepsRegistration) registration.Dispose();
            return response;
        }
    }

    public sealed class CountingHandler : DelegatingHandler
    {
        static int sent;

        public CountingHandler(HttpMessageHandler inner) : base(inner) { }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
        {
            request.Headers.Add("X-Number", Interlocked.Increment(ref sent).ToString());
            return base.SendAsync(request, token);
        }
    }

    public sealed class RateClient : IService
    {
        static readonly string[] names = { "spot", "forward", "history", "bulk" };
        static readonly Dictionary<string, HttpClient> clients = new Dictionary<string, HttpClient>();
        static readonly RecentCache<string, Rate> rates = new RecentCache<string, Rate>(1000);

        readonly RateServer server = new RateServer();
        readonly bool keepsRegistrations;

        public bool CollectsGarbage { get { return false; } }

        public RateClient(bool leaking) { keepsRegistrations = leaking; }

        HttpClient Replace(string name)
        {
            HttpClient old;
            if (clients.TryGetValue(name, out old)) old.Dispose();
            var handler = new CountingHandler(new AttemptHandler(new HttpClientHandler { UseCookies = false, UseProxy = false }, keepsRegistrations));
            return clients[name] = new HttpClient(handler) { BaseAddress = new Uri(server.Address) };
        }

        async Task Ask(HttpClient client, string pair)
        {
            Rate rate;
            if (rates.TryGet(pair, out rate) && rate.Text.Length % 3 == 0) return;
            var text = await client.GetStringAsync("rates/" + pair);
            rates.Add(pair, new Rate { Text = text, History = new double[text.Length] });
        }

        public void Work(Load load)
        {
            for (int round = load.Between(20, 50); round > 0; round--)
            {
                foreach (var name in names)
                {
                    var client = round % 5 == 0 || !clients.ContainsKey(name) ? Replace(name) : clients[name];
                    var asked = new Task[load.Between(8, 24)];
                    for (int i = 0; i < asked.Length; i++) asked[i] = Ask(client, "C" + load.Skewed(60) + "/C" + load.Below(60));
                    Task.WaitAll(asked);
                }
            }
        }
    }
}
