# `make install`: bin/ the two commands, libexec/tentacular/ what only they start, share/ what editors
# and shells read. The programs look for libexec/ beside their own bin/.
include(GNUInstallDirs)
if(TARGET tntc)
  install(TARGETS tntc tentacular-engine RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS tentacular-worker RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/tentacular)
  install(PROGRAMS ${CMAKE_BINARY_DIR}/bin/esbuild
    DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/tentacular)
  install(DIRECTORY types schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/tentacular)
endif()
