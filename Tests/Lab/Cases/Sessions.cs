// A web shop that keeps the sessions of its visitors in a key-value server.
//
// The fault: the property that gives the connection subscribes to its events each time that it is read, so each request adds six handlers, which are
// static methods. Healthy: it subscribes when it makes the connection.
using System;
using Cases;
using Host;
using KeyValueServer.Client;

namespace Storefront
{
    public static class SessionServer
    {
        static readonly object gate = new object();
        static ConnectionMultiplexer instance;

        internal static bool SubscribesEachTime;

        public static ConnectionMultiplexer Instance
        {
            get
            {
                lock (gate)
                {
                    bool isNew = instance == null;
                    if (isNew) instance = new ConnectionMultiplexer();
                    if (isNew || SubscribesEachTime) Subscribe(instance);
                }
                return instance;
            }
        }

        // A delegate of its own for each subscription. The compiler would keep one for all in a static field.
        static EventHandler<T> Handler<T>(string method)
        {
            return (EventHandler<T>)Delegate.CreateDelegate(typeof(EventHandler<T>), typeof(SessionServer), method);
        }

        static void Subscribe(ConnectionMultiplexer connection)
        {
            connection.ConnectionFailed += Handler<ConnectionFailedEventArgs>("OnConnectionFailed");
            connection.ConnectionRestored += Handler<ConnectionFailedEventArgs>("OnConnectionRestored");
            connection.ErrorMessage += Handler<ServerErrorEventArgs>("OnErrorMessage");
            connection.ConfigurationChanged += Handler<EndPointEventArgs>("OnConfigurationChanged");
            connection.HashSlotMoved += Handler<HashSlotMovedEventArgs>("OnHashSlotMoved");
            connection.InternalError += Handler<InternalErrorEventArgs>("OnInternalError");
        }

        static void OnConnectionFailed(object sender, ConnectionFailedEventArgs e) { }
        static void OnConnectionRestored(object sender, ConnectionFailedEventArgs e) { }
        static void OnErrorMessage(object sender, ServerErrorEventArgs e) { }
        static void OnConfigurationChanged(object sender, EndPointEventArgs e) { }
        static void OnHashSlotMoved(object sender, HashSlotMovedEventArgs e) { }
        static void OnInternalError(object sender, InternalErrorEventArgs e) { }
    }

    public sealed class Sessions : ICase
    {
        public Sessions(bool leaking) { SessionServer.SubscribesEachTime = leaking; }

        public int UnitsInAStage { get { return 2000; } }
        public bool CollectsGarbage { get { return true; } }

        public void Work(Load load) { if (!SessionServer.Instance.IsWatched) throw new InvalidOperationException(); }
    }
}
