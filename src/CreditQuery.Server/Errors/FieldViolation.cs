namespace CreditQuery.Server.Errors;

/// <summary>One field of a request at fault.</summary>
/// <param name="Path">Path in the request, for instance <c>changes[3].put_entry.valid_from</c>.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Text">What is wrong, for a person; never the value itself.</param>
internal readonly record struct FieldViolation(string Path, ErrorReason Reason, string Text);
