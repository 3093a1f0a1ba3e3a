using CreditQuery.Server;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddCreditQuery();

var app = builder.Build();
app.MapCreditQuery();
return await app.RunCreditQueryAsync();
