// A hub that broadcasts quotes and trades to clients, which come and go; 500 to 900 are connected. A topic is a static event of a generic class.
// Each client keeps the last 24 messages until it reads them.
//
// The fault: a client subscribes to quotes by a lambda, which it cannot remove when it leaves. Healthy: it subscribes its method and removes it.
using System;
using System.Collections.Generic;
using Host;

namespace MarketData
{
    public sealed class Quote { public string Symbol; public decimal Bid, Ask; }
    public sealed class Trade { public string Symbol; public int Pieces; public decimal Price; }

    public static class Topic<T>
    {
        public static event Action<T> Published;

        public static void Publish(T message)
        {
            var handlers = Published;
            if (handlers != null) handlers(message);
        }
    }

    public sealed class Client
    {
        readonly string name;
        readonly byte[] buffer = new byte[900];
        readonly Queue<object> outbox = new Queue<object>();
        readonly bool byLambda;

        public Client(string name, bool byLambda)
        {
            this.name = name;
            this.byLambda = byLambda;
            if (byLambda) Topic<Quote>.Published += quote => Received(quote);
            else Topic<Quote>.Published += OnQuote;
            Topic<Trade>.Published += OnTrade;
        }

        void OnQuote(Quote quote) { Received(quote); }
        void OnTrade(Trade trade) { if (trade.Pieces > 100) Received(trade); }

        void Received(object message)
        {
            outbox.Enqueue(message);
            if (outbox.Count > 24) outbox.Dequeue();
            buffer[name.Length]++;
        }

        public void Read() { outbox.Clear(); }

        public void Leave()
        {
            if (!byLambda) Topic<Quote>.Published -= OnQuote;
            Topic<Trade>.Published -= OnTrade;
            outbox.Clear();
        }
    }

    public sealed class BroadcastHub : IService
    {
        static readonly List<Client> connected = new List<Client>();
        static readonly RecentCache<string, Quote> latest = new RecentCache<string, Quote>(250);

        readonly bool byLambda;
        int number;

        public bool CollectsGarbage { get { return true; } }

        public BroadcastHub(bool leaking) { byLambda = leaking; }

        public void Work(Load load)
        {
            for (int round = load.Between(15, 35); round > 0; round--)
            {
                for (int left = load.Between(40, 110); left > 0; left--) connected.Add(new Client("client " + number++, byLambda));
                for (int most = load.Between(500, 900); connected.Count > most;)
                {
                    int which = load.Below(connected.Count);
                    connected[which].Leave();
                    connected.RemoveAt(which);
                }
                for (int left = load.Between(5, 20); left > 0; left--)
                {
                    var quote = new Quote { Symbol = "SYM" + load.Skewed(400), Bid = load.Below(1000), Ask = load.Below(1000) };
                    latest.Add(quote.Symbol, quote);
                    Topic<Quote>.Publish(quote);
                    if (load.OneIn(3)) Topic<Trade>.Publish(new Trade { Symbol = quote.Symbol, Pieces = load.Below(300), Price = quote.Ask });
                }
                foreach (var client in connected) if (load.OneIn(3)) client.Read();
            }
        }
    }
}
