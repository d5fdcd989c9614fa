@setlocal & cd /d "%~dp0" & set "JAVA=java.exe" & if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
@"%JAVA%" --list-modules 2>nul | findstr /r "^jdk.compiler@1[7-9] ^jdk.compiler@[2-9][0-9]" >nul || (echo quickstart: no JDK 17 or newer found: install one, or point JAVA_HOME at one, and run it again 1>&2 & exit /b 1)
@"%JAVA%" samples\Quickstart.java %*
