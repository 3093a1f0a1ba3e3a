namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>One header field; each character stands for one byte (Latin-1), so that any byte can be sent and seen.</summary>
internal readonly record struct HeaderField(string Name, string Value);
