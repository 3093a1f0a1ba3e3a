namespace Grpc.Core;

/// <summary>Judges a server certificate.</summary>
/// <returns>True to accept it.</returns>
public delegate bool VerifyPeerCallback(VerifyPeerContext context);
