using Grpc.Core;

namespace Grpc.Client;

/// <summary>Why an attempt gave no response.</summary>
/// <param name="Status">What the caller is told when no other attempt follows.</param>
/// <param name="Trailers">Trailing metadata, empty when the failure is of this side.</param>
/// <param name="Reach">How far the attempt came.</param>
/// <param name="IsTruncation">The response ended within a message: a status in its trailers is better than this one.</param>
internal sealed record AttemptFailure(Status Status, Metadata Trailers, AttemptReach Reach, bool IsTruncation = false);
