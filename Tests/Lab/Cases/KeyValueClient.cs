// A client of a key-value server, as such clients are: one multiplexer that the whole process shares, with events about its connections.
using System;

namespace KeyValueServer.Client
{
    public class ConnectionFailedEventArgs : EventArgs { }
    public class ServerErrorEventArgs : EventArgs { }
    public class EndPointEventArgs : EventArgs { }
    public class HashSlotMovedEventArgs : EventArgs { }
    public class InternalErrorEventArgs : EventArgs { }

    public sealed class ConnectionMultiplexer
    {
        public event EventHandler<ConnectionFailedEventArgs> ConnectionFailed;
        public event EventHandler<ConnectionFailedEventArgs> ConnectionRestored;
        public event EventHandler<ServerErrorEventArgs> ErrorMessage;
        public event EventHandler<EndPointEventArgs> ConfigurationChanged;
        public event EventHandler<HashSlotMovedEventArgs> HashSlotMoved;
        public event EventHandler<InternalErrorEventArgs> InternalError;

        public bool IsWatched
        {
            get
            {
                return ConnectionFailed != null && ConnectionRestored != null && ErrorMessage != null
                    && ConfigurationChanged != null && HashSlotMoved != null && InternalError != null;
            }
        }
    }
}
