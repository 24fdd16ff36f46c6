// The one place where Boost.Asio's own code is compiled (BOOST_ASIO_SEPARATE_COMPILATION): every
// other file that uses Asio takes the declarations only.
#include <boost/asio/impl/src.hpp>
