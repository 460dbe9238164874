// The number the engine computes in. The library is built with float; a test project compiles these very sources with REAL64 and
// checks every gradient in double, where central differences are good to nine digits.
#if REAL64
global using Real = double;
#else
global using Real = float;
#endif
